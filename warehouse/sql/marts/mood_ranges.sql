-- One row a mood and feature: the soft range in the unit of the feature; an end that is missing is open.
with final as (
    select mood, range_no, feature, zero_below, full_from, full_to, zero_above
    from moods_given
    order by mood_no, range_no
)

select * from final

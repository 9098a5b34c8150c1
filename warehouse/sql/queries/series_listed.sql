-- One row a series over time, by id; of one subject and step where they are named.
with final as (
    select *
    from trend_series
    where ($subject = '' or subject = $subject) and ($step = '' or step = $step)
    order by series_id
)

select * from final

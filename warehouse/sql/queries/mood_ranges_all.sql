-- One row a mood and feature: its soft range, in the order of the table.
with final as (
    select mood_ranges.*
    from mood_ranges
    inner join moods using (mood)
    order by moods.mood_no, mood_ranges.range_no
)

select * from final

-- One row a track in one mood that the filter keeps: the fullest member first, then the most popular.
-- Positions are found on narrow rows first.
with page as (
    select track_no, membership
    from track_moods
    where {members} and {within}
    order by membership desc, track_no
    limit $rows
),

final as (
    select {columns}, cast(page.membership as double) as membership
    from tracks as t
    inner join page using (track_no)
    order by page.membership desc, page.track_no
)

select * from final

-- One row a track in every one of $moods moods that the filter keeps: the fullest member first, then the most popular.
-- The membership is the smallest of those in the moods. Positions are found on narrow rows first.
with members as (
    select track_no, min(membership) as membership
    from track_moods
    where {members} and {within}
    group by track_no
    having count(*) = $moods
),

page as (
    select track_no, membership
    from members
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

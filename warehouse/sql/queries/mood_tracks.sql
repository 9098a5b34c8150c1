-- One row a track that is in every mood asked for and kept by the filter: the fullest member first, then the most popular.
-- The membership is the smallest of those in the moods. Positions are found on narrow rows first.
with members as (
    select track_no, min(membership) as membership
    from track_moods
    where {members}
    group by track_no
    having count(*) = $moods
),

page as (
    select members.track_no, members.membership
    from members
    inner join tracks as t using (track_no)
    where {where}
    order by members.membership desc, members.track_no
    limit $rows
),

final as (
    select {columns}, cast(page.membership as double) as membership
    from tracks as t
    inner join page using (track_no)
    order by page.membership desc, page.track_no
)

select * from final

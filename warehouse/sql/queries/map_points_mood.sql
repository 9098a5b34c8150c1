-- One row a recording in a box of the map, at most so many, those of the stratified draw first, with its membership in a mood.
with members as (
    select track_no, membership
    from track_moods
    where mood = $mood
),

-- No row: none of the mood; a row without a membership: not known.
final as (
    select
        placed.track_no,
        placed.{x} as x,
        placed.{y} as y,
        cast(case when members.track_no is null then 0 else members.membership end as float) as colour
    from map_points as placed
    left join members on members.track_no = placed.track_no
    where placed.{x} between $left and $right and placed.{y} between $lower and $upper
    order by placed.draw
    limit $most
)

select * from final

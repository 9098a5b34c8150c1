-- One row a recording in a box of the map, at most so many, those of the stratified draw first.
with final as (
    select track_no, {x} as x, {y} as y, {colour} as colour
    from map_points
    where {x} between $left and $right and {y} between $lower and $upper
    order by draw
    limit $most
)

select * from final

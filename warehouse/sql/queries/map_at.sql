-- One row: the recording that stands nearest to a point of the map, within a box around it.
with final as (
    select track_no
    from map_points
    where {x} between $left and $right and {y} between $lower and $upper
    order by pow({x} - $at_x, 2) + pow({y} - $at_y, 2), track_no
    limit 1
)

select * from final

-- One row a cell of a grid over a box of the map in which there are recordings.
with final as (
    select
        least(cast(floor(({x} - $left) / ($right - $left) * $columns) as integer), $columns - 1) as place_x,
        least(cast(floor(({y} - $lower) / ($upper - $lower) * $rows) as integer), $rows - 1) as place_y,
        count(*) as n
    from map_points
    where {x} between $left and $right and {y} between $lower and $upper
    group by place_x, place_y
    order by place_y, place_x
)

select * from final

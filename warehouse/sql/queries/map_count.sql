-- One row: how many recordings stand in a box of the map.
with final as (
    select count(*) as n
    from map_points
    where {x} between $left and $right and {y} between $lower and $upper
)

select * from final

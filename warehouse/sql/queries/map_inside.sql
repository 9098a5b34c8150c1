-- One row a recording in a box of the map: where it stands.
with final as (
    select track_no, {x} as x, {y} as y
    from map_points
    where {x} between $left and $right and {y} between $lower and $upper
    order by track_no
)

select * from final

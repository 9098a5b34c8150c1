-- One row a recording whose estimated place is in a box of the map, at most so many.
with final as (
    select track_id, x, y
    from map_estimates
    where x between $left and $right and y between $lower and $upper
    order by draw
    limit $most
)

select * from final

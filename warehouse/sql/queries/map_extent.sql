-- One row: how many recordings stand on the map, and where its outermost ones are in a layout.
with final as (
    select
        count(*) as n,
        min({x}) as left_end,
        max({x}) as right_end,
        min({y}) as lower_end,
        max({y}) as upper_end
    from map_points
)

select * from final

-- one row: where the values of a column lie, over the tracks that a filter keeps
with final as (
    select min({x}) as lowest, max({x}) as highest, quantile_cont({x}, 0.005) as low, quantile_cont({x}, 0.995) as high
    from tracks as t
    where {where}
)
select * from final

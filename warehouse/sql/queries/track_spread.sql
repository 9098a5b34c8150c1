-- one row: where the values of a column lie, over the tracks that a filter keeps
with found as (
    select min({x}) as lowest, max({x}) as highest, quantile_cont({x}, [0.005, 0.995]) as ends
    from tracks as t
    where {where}
),
final as (
    select lowest, highest, ends[1] as low, ends[2] as high
    from found
)
select * from final

-- one row: the middle half of a column over the tracks that a filter keeps, and how many have a value
with final as (
    select
        count({x}) as n, count(*) as tracks, quantile_cont({x}, 0.25) as q1, quantile_cont({x}, 0.5) as median,
        quantile_cont({x}, 0.75) as q3
    from tracks as t
    where {where}
)
select * from final

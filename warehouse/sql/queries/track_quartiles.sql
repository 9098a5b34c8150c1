-- one row: the middle half of a column over the tracks that a filter keeps, and how many have a value
with found as (
    select count({x}) as n, count(*) as tracks, quantile_cont({x}, [0.25, 0.5, 0.75]) as quarters
    from tracks as t
    where {where}
),
final as (
    select n, tracks, quarters[1] as q1, quarters[2] as median, quarters[3] as q3
    from found
)
select * from final

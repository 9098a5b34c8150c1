-- one row: a column of tracks, how many tracks have a value, and for some the ends of all but its outermost values in an even sample
with totals as (
    select {counts}
    from tracks as t
),
counted as (
    unpivot totals on columns(*) into name feature value n
),
sampled as (
    select {values}
    from tracks as t
    where t.track_no % (select greatest(1, count(*) // 20000) from tracks) = 0
),
measured as (
    unpivot sampled on columns(*) into name feature value measure
),
ends as (
    select feature, quantile_cont(measure, 0.001) as low, quantile_cont(measure, 0.999) as high
    from measured
    group by feature
),
final as (
    select counted.feature, counted.n, ends.low, ends.high
    from counted
    left join ends using (feature)
)
select * from final

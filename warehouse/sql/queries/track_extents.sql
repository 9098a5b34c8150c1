-- one row: a column of tracks that any track has a value of, and for some the ends of all but the outermost values in an even sample
with known as (
    {known}
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
    select known.feature, ends.low, ends.high
    from known
    left join ends using (feature)
)
select * from final

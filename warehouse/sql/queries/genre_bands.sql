-- one row: a feature over the tracks of one genre
with members as (
    select {columns}
    from tracks as t
    where t.track_no in (select track_no from track_genres where vocabulary = $vocabulary and genre = $genre)
),
measured as (
    unpivot members on columns(*) into name feature value measure
),
final as (
    select
        feature, count(*) as n, quantile_cont(measure, 0.1) as q10, quantile_cont(measure, 0.5) as q50,
        quantile_cont(measure, 0.9) as q90
    from measured
    group by feature
)
select * from final

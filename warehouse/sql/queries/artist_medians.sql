-- one row: a feature over the tracks of the artist
with members as (
    select {columns}
    from tracks as t
    where t.track_no in (select track_no from track_artists where artist_id = $artist_id)
),
measured as (
    unpivot members on columns(*) into name feature value measure
),
final as (
    select feature, count(*) as n, quantile_cont(measure, 0.5) as median
    from measured
    group by feature
)
select * from final

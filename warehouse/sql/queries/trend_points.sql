-- one row a period of the series that are asked for, the oldest first
with final as (
    select
        points.series_id as series, points.start as period, points.value, points.n, points.sd, points.thin, points.partial,
        points.step, points.subject, points.scope, points.what, series.share_group as "group"
    from trend_points as points
    join trend_series as series using (series_no)
    where {where}
    order by points.series_no, points.start
)

select * from final

-- One row a place in a chart and period it falls in: the chart's own rhythm, and every longer one.
-- The chart with most places (of streams: with most streams) has no scope: it is the one that is meant when none is named.
with ranked as (
    select
        charts.chart,
        charts.region,
        charts.period,
        charts.chart || coalesce(', ' || nullif(charts.region, ''), '') as scope,
        row_number() over (order by charts.entries desc, charts.chart, charts.region) = 1 as is_main,
        row_number() over (order by sum(entries.streams) desc nulls last, charts.chart, charts.region) = 1 as is_streamed
    from charts
    join chart_entries as entries
        on charts.chart = entries.chart and charts.region is not distinct from entries.region
    group by charts.chart, charts.region, charts.period, charts.entries
),

placed as (
    select
        if(ranked.is_main, '', ranked.scope) as scope,
        if(ranked.is_streamed, '', ranked.scope) as streams_scope,
        ranked.period as rhythm, entries.day, entries.track_no, entries.streams
    from chart_entries as entries
    join ranked on entries.chart = ranked.chart and entries.region is not distinct from ranked.region
),

final as (
    select scope, streams_scope, rhythm, 'day' as step, day as start, day, track_no, streams
    from placed where rhythm = 'day'
    union all
    select scope, streams_scope, rhythm, 'week', date_trunc('week', day)::date, day, track_no, streams
    from placed where rhythm in ('day', 'week')
    union all
    select scope, streams_scope, rhythm, 'month', date_trunc('month', day)::date, day, track_no, streams
    from placed
    union all
    select scope, streams_scope, rhythm, 'year', date_trunc('year', day)::date, day, track_no, streams
    from placed
)

select * from final

-- One row a chart and region, step, period and track: how often the track stood there, and its streams. Steps are the rhythm
-- of the chart and every longer one. Tracks that are not found in the catalogue stand as one row without a number.
with placed as (
    select
        entries.chart || if(entries.region = 'unstated', '', '@' || entries.region) as scope,
        charts.period as rhythm,
        entries.day,
        entries.track_no,
        entries.streams
    from chart_entries as entries
    join charts using (chart, region)
    cross join (select max(as_of) as as_of from raw.loads) as known
    -- A chart of one day has no rhythm, and a chart of the future is a fault of the file.
    where charts.period is not null and entries.day <= known.as_of
),

stepped as (
    select placed.*, steps.step, date_trunc(steps.step, day)::date as start
    from placed
    join (
        values ('day', 'day'), ('day', 'week'), ('day', 'month'), ('day', 'year'), ('week', 'week'), ('week', 'month'),
        ('week', 'year'), ('month', 'month'), ('month', 'year')
    ) as steps (rhythm, step) using (rhythm)
),

final as (
    select
        scope, rhythm, step, start, track_no, count(*) as places, sum(streams)::double as streams, count(streams) as streamed
    from stepped
    group by scope, rhythm, step, start, track_no
)

select * from final

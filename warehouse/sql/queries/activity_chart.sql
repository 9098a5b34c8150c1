-- One row an entry of a chart in a whole week: who stands there, how much it had, at which place.
with spanned as (
    select chart, region, period, first_day, last_day
    from charts
    where chart = $chart and region = $region
),

final as (
    select
        coalesce('track:' || entries.track_id, 'title:' || lower(entries.title) || ' / ' || lower(entries.artists)) as item,
        entries.track_id, entries.title, entries.artists, date_trunc('week', entries.day)::date as week,
        -- A negative number of streams is a fault of the source.
        {amount}::double as amount, entries.rank
    from chart_entries as entries
    join spanned on entries.chart = spanned.chart and entries.region = spanned.region
    where spanned.period = 'week'
        or (date_trunc('week', entries.day) >= spanned.first_day and date_trunc('week', entries.day) + interval 6 day <= spanned.last_day)
)

select * from final

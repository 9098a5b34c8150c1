-- One row an alarm: a series, week and kind of movement that is past the threshold of its group and was not just before.
with chosen as (
    select
        unnest($sources) as source, unnest($whats) as what, unnest($places) as place, unnest($kinds) as kind,
        unnest($thresholds) as threshold
),

ends as (
    select source, what, place, max(last_week) as last_week
    from mover_series
    group by source, what, place
),

final as (
    select
        alarms.week, alarms.source, alarms.what, alarms.place, alarms.kind, alarms.item, series.name, series.artists,
        series.track_id, series.artist_id, alarms.value, alarms.usual, alarms.z, alarms.weeks, alarms.peak
    from mover_alarms as alarms
    join chosen
        on alarms.source = chosen.source and alarms.what = chosen.what and alarms.place = chosen.place
        and alarms.kind = chosen.kind
    join ends on alarms.source = ends.source and alarms.what = ends.what and alarms.place = ends.place
    join mover_series as series
        on alarms.source = series.source and alarms.what = series.what and alarms.place = series.place
        and alarms.item = series.item
    where abs(alarms.z) >= chosen.threshold
        and alarms.z_before < chosen.threshold
        and ($weeks = 0 or alarms.week > ends.last_week - 7 * $weeks)
        and {tracks}
    order by alarms.week desc, abs(alarms.z) desc, alarms.item, alarms.kind, alarms.source, alarms.place
)

select * from final

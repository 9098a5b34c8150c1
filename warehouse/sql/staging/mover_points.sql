-- One row a thing that moves (track, artist or genre), where it is seen (plays, a chart's streams or ranks) and week.
-- value is what it had: plays that count (at most three a listener on average, so that one listener makes no mover), streams, or the
-- best rank. Days are added up to weeks; what has only months is left out.
with covered as (
    select min(day) as first_day, max(day) as last_day
    from plays_by_day
),

-- A week that the events cover in part says less than it seems to.
play_weeks as (
    select distinct week, dense_rank() over (order by week) as t
    from item_plays_weekly, covered
    where week >= first_day and week + 6 <= last_day
),

genre_plays as (
    select
        weights.label,
        plays.week,
        sum(least(plays.plays_counted, 3 * plays.listeners_counted) * weights.weight) as value
    from item_plays_weekly as plays
    join tracks using (track_id)
    join genre_weights as weights on weights.track_no = tracks.track_no and weights.kind = 'genre' and weights.scope = ''
    group by all
),

charted as (
    select
        entries.chart || coalesce(', ' || nullif(nullif(entries.region, ''), 'unstated'), '') as place,
        date_trunc('week', entries.day)::date as week,
        coalesce('track:' || entries.track_id, 'title:' || plain_text(entries.title) || ' / ' || plain_text(entries.artists)) as item,
        coalesce(tracks.main_artist, entries.artists) as artist,
        entries.track_no,
        entries.rank,
        -- A negative number of streams is a fault of the source, not a fall.
        if(entries.streams > 0, entries.streams, null) as streams
    from chart_entries as entries
    join charts on entries.chart = charts.chart and entries.region is not distinct from charts.region
    left join tracks on tracks.track_no = entries.track_no
    where charts.period in ('day', 'week')
),

chart_weeks as (
    select place, week, dense_rank() over (partition by place order by week) as t
    from charted
    group by place, week
),

chart_values as (
    select 'streams' as source, 'track' as what, place, week, item, sum(streams) as value from charted group by all
    union all
    select 'rank', 'track', place, week, item, min(rank) from charted group by all
    union all
    select 'streams', 'artist', place, week, artist, sum(streams) from charted where artist is not null group by all
    union all
    select 'rank', 'artist', place, week, artist, min(rank) from charted where artist is not null group by all
    union all
    select 'streams', 'genre', place, week, weights.label, sum(streams * weights.weight)
    from charted
    join genre_weights as weights on weights.track_no = charted.track_no and weights.kind = 'genre' and weights.scope = ''
    group by all
),

final as (
    select 'plays' as source, 'track' as what, '' as place, item, week, t, least(plays_counted, 3 * listeners_counted)::double as value
    from item_plays_weekly
    join play_weeks using (week)
    where not starts_with(item, 'artist:')
    union all
    select 'plays', 'artist', '', artist_key, week, t, least(plays_counted, 3 * listeners_counted)::double
    from artist_plays_weekly
    join play_weeks using (week)
    union all
    select 'plays', 'genre', '', label, week, t, value::double
    from genre_plays
    join play_weeks using (week)
    union all
    select source, what, place, item, week, t, value::double
    from chart_values
    join chart_weeks using (place, week)
    where value is not null
)

select * from final

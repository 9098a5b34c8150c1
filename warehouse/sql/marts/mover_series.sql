-- One row a series that moves (what, where it is seen): what it is called, how long it is known, how many weeks could be judged.
-- judged_year: weeks judged in the last 52, of which a year's false alarms are reckoned.
with reach as (
    select source, what, place, item, count(*) as weeks, min(week) as first_week, max(week) as last_week
    from mover_points
    group by source, what, place, item
),

ends as (
    select source, what, place, max(week) as last_week
    from mover_points
    group by source, what, place
),

judged as (
    select
        runs.source, runs.what, runs.place, runs.item,
        count(*) as judged,
        count(*) filter (where runs.week > ends.last_week - 364) as judged_year
    from mover_scores as scores
    join mover_runs as runs using (no, i)
    join ends on runs.source = ends.source and runs.what = ends.what and runs.place = ends.place
    where scores.copy = 0
    group by runs.source, runs.what, runs.place, runs.item
),

chart_names as (
    select
        coalesce('track:' || track_id, 'title:' || plain_text(title) || ' / ' || plain_text(artists)) as item,
        any_value(title) as title,
        any_value(artists) as artists,
        any_value(track_id) as track_id
    from (select distinct title, artists, track_id from chart_entries)
    group by all
),

named as (
    select
        reach.*,
        coalesce(tracks.title, plays.title, charted.title, heard.artist, reach.item) as name,
        if(reach.what = 'track', coalesce(tracks.artists, plays.artist, charted.artists), null) as artists,
        tracks.track_id,
        coalesce(heard.artist_id, artists.artist_id) as artist_id
    from reach
    left join item_plays as plays on reach.what = 'track' and reach.source = 'plays' and reach.item = plays.item
    left join chart_names as charted on reach.what = 'track' and reach.source <> 'plays' and reach.item = charted.item
    left join tracks on tracks.track_id = coalesce(plays.track_id, charted.track_id)
    left join artist_plays as heard on reach.what = 'artist' and reach.source = 'plays' and reach.item = heard.artist_key
    left join artists on reach.what = 'artist' and reach.source <> 'plays' and reach.item = artists.name
),

final as (
    select named.*, coalesce(judged.judged, 0) as judged, coalesce(judged.judged_year, 0) as judged_year
    from named
    left join judged using (source, what, place, item)
    order by source, what, place, item
)

select * from final

-- One row an artist with recordings that a filter keeps: how many, how popular, and what a model expected of them.
with kept as (
    select t.track_no, t.track_id, t.recording_key, t.popularity, t.release_date
    from tracks as t
    where {where}
),

recordings as (
    select
        credits.artist_id,
        kept.recording_key,
        max(kept.popularity) as popularity,
        max_by(kept.track_id, coalesce(kept.popularity, -1)) as track_id,
        max(kept.release_date) as released
    from kept
    inner join track_artists as credits on credits.track_no = kept.track_no
    group by credits.artist_id, kept.recording_key
),

judged as (
    -- Popularity 0 is a mass of its own (not available, a dead copy): no headroom is read from it.
    select
        recordings.*,
        case when popularity > 0 then answers.expected / greatest(1 - answers.zero, 0.01) end as expected
    from recordings
    left join {answers} as answers on answers.track_id = recordings.track_id
),

counted as (
    select
        artist_id,
        count(*) as recordings,
        count(popularity) as rated,
        median(popularity) as popularity,
        median(popularity) filter (popularity > 0) as live_popularity,
        max(released) as newest,
        count(expected) as judged,
        median(expected) as expected,
        median(expected - popularity) as headroom,
        stddev_samp(expected - popularity) as headroom_spread
    from judged
    group by artist_id
),

final as (
    select counted.artist_id, artists.name, artists.genres, counted.* exclude (artist_id)
    from counted
    inner join artists on artists.artist_id = counted.artist_id
    order by counted.popularity desc nulls last, counted.recordings desc, counted.artist_id
)

select * from final

-- one row: the figures of the tracks that a filter keeps; a recording counts once, at its highest popularity
with matched as (
    select t.track_no, t.recording_key, t.popularity
    from tracks as t
    where {where}
),
recordings as (
    select recording_key, count(*) as tracks, max(popularity) as popularity
    from matched
    group by recording_key
),
figures as (
    select
        cast(coalesce(sum(tracks), 0) as bigint) as tracks,
        count(*) as recordings,
        count(popularity) as measured,
        quantile_cont(popularity, 0.25) as q1_popularity,
        quantile_cont(popularity, 0.5) as median_popularity,
        quantile_cont(popularity, 0.75) as q3_popularity,
        count(*) filter (where popularity >= $threshold) as hits,
        count(*) filter (where popularity = 0) as zero_popularity
    from recordings
),
performers as (
    select count(distinct artist_id) as artists
    from track_artists
    semi join matched using (track_no)
),
labels as (
    select count(distinct genre) as genres
    from track_genres
    semi join matched using (track_no)
    where vocabulary = $vocabulary
),
final as (
    select
        figures.tracks, figures.recordings, figures.tracks - figures.recordings as merged_repeats,
        performers.artists, labels.genres, $vocabulary as vocabulary,
        figures.measured, figures.q1_popularity, figures.median_popularity, figures.q3_popularity,
        figures.hits, figures.hits / nullif(figures.measured, 0) as hit_share, figures.zero_popularity
    from figures, performers, labels
)
select * from final

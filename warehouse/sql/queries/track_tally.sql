-- one row: how many tracks, recordings and artists a filter keeps, and where half of the recordings sit in popularity
with matched as (
    select t.track_no, t.recording_key, t.popularity
    from tracks as t
    where {where}
),
recordings as (
    select count(*) as tracks, max(popularity) as popularity
    from matched
    group by recording_key
),
figures as (
    select
        cast(coalesce(sum(tracks), 0) as bigint) as tracks, count(*) as recordings, count(popularity) as measured,
        quantile_cont(popularity, 0.25) as q1_popularity, quantile_cont(popularity, 0.75) as q3_popularity
    from recordings
),
performers as (
    select count(distinct artist_id) as artists
    from track_artists
    semi join matched using (track_no)
),
final as (
    select
        figures.tracks, figures.recordings, figures.tracks - figures.recordings as merged_repeats, performers.artists,
        figures.measured, figures.q1_popularity, figures.q3_popularity
    from figures, performers
)
select * from final

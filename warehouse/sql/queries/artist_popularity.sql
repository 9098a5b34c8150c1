-- one row: the spread of popularity over the recordings of the artist, each at its highest
with recordings as (
    select recording_key, max(popularity) as popularity
    from tracks
    where track_no in (select track_no from track_artists where artist_id = $artist_id)
    group by recording_key
),
final as (
    select
        count(*) as recordings, count(popularity) as measured, quantile_cont(popularity, 0.25) as q1,
        quantile_cont(popularity, 0.5) as median, quantile_cont(popularity, 0.75) as q3
    from recordings
)
select * from final

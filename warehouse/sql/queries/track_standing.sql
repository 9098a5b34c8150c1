-- one row: where the popularity of a track stands among the recordings of one genre
with recordings as (
    select recording_key, max(popularity) as popularity
    from tracks
    where track_no in (select track_no from track_genres where vocabulary = $vocabulary and genre = $genre)
    group by recording_key
),
wanted as (
    select popularity
    from tracks
    where track_id = $track_id
),
final as (
    select
        count(recordings.popularity) as n,
        count(*) filter (where recordings.popularity < wanted.popularity) as below,
        count(*) filter (where recordings.popularity = wanted.popularity) as equal
    from recordings, wanted
)
select * from final

-- one row: a genre of the track, and where the track's popularity stands among the recordings of that genre
with mine as (
    select vocabulary, genre
    from track_genres
    where track_no = $track_no
),
wanted as (
    select popularity
    from tracks
    where track_no = $track_no
),
members as (
    select track_genres.vocabulary, track_genres.genre, track_genres.track_no
    from track_genres
    semi join mine using (vocabulary, genre)
),
recordings as (
    select members.vocabulary, members.genre, tracks.recording_key, max(tracks.popularity) as popularity
    from members
    inner join tracks using (track_no)
    group by all
),
final as (
    select
        recordings.vocabulary, recordings.genre, count(recordings.popularity) as n,
        count(*) filter (where recordings.popularity < wanted.popularity) as below,
        count(*) filter (where recordings.popularity = wanted.popularity) as equal
    from recordings, wanted
    group by all
    order by recordings.vocabulary, recordings.genre
)
select * from final

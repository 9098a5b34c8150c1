-- One row a recording near a point in the space of measured features, the nearest first.
with placed as (
    select
        t.track_no, t.track_id, t.recording_key, t.popularity,
        sqrt(({squares}) / {count}) as distance
    from tracks as t
    where {within}
),
near as (
    select *
    from placed
    order by distance, track_no
    limit $rows * 4 + 16
),
recordings as (
    select *
    from near
    qualify row_number() over (partition by recording_key order by distance, track_no) = 1
),
final as (
    select
        recordings.track_id, tracks.title, tracks.artists, tracks.genres, recordings.popularity, recordings.distance,
        exists(
            select * from track_genres as labels
            where labels.track_no = recordings.track_no and labels.vocabulary = $vocabulary and labels.genre = $genre
        ) as has_genre
    from recordings
    inner join tracks using (track_no)
    order by recordings.distance, recordings.track_no
    limit $rows
)
select * from final

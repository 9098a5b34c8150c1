-- One row: a track with what a model may know of it before it is judged.
with credited as (
    select track_id, list(artist_id order by position) as artist_ids
    from track_artists
    where track_id = $track_id
    group by track_id
),

labelled as (
    select track_id, list(genre order by genre) as genres
    from track_genres
    where track_id = $track_id and vocabulary = $vocabulary
    group by track_id
),

final as (
    select t.track_id, t.title, t.artists, t.album, t.popularity, credited.artist_ids, labelled.genres, {columns}
    from tracks as t
    left join credited on credited.track_id = t.track_id
    left join labelled on labelled.track_id = t.track_id
    where t.track_id = $track_id
)

select * from final

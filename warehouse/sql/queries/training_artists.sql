-- One row a track that has a genre in one vocabulary, and one of its artists; position 1 is the main artist.
with labelled as (
    select distinct track_id
    from track_genres
    where vocabulary = $vocabulary
),

final as (
    select track_artists.track_id, track_artists.artist_id, min(track_artists.position) as position
    from track_artists
    semi join labelled using (track_id)
    group by track_artists.track_id, track_artists.artist_id
    order by track_artists.track_id, position, track_artists.artist_id
)

select * from final

-- One row a title key and artist key, of artists whom a credit names: the track that stands for both.
-- It is the most popular one; a track on which the artist stands first goes before one on which he is a guest.
with wanted as (
    select distinct artist_key
    from credit_keys
),

credited as (
    select artist_keys.artist_key, track_artists.track_no, min(track_artists.position) > 1 as is_guest
    from track_artists
    join artist_keys using (artist_id)
    semi join wanted using (artist_key)
    group by artist_keys.artist_key, track_artists.track_no
),

final as (
    select
        title_key(tracks.title) as title_key,
        credited.artist_key,
        arg_min(credited.track_no, (credited.is_guest, credited.track_no)) as track_no,
        arg_min(tracks.track_id, (credited.is_guest, credited.track_no)) as track_id
    from credited
    join tracks using (track_no)
    group by all
)

select * from final

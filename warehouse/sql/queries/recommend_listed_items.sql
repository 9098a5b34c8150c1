-- One row an item of playlists, with the track of the catalogue it is.
with told as (
    select item, any_value(track_id) as track_id, any_value(title) as title, any_value(artist) as artist
    from playlist_tracks
    group by item
),

final as (
    select
        row_number() over (order by told.item) - 1 as place,
        null::bigint as item_no,
        told.item,
        coalesce(told.track_id, told.item) as id,
        told.track_id,
        tracks.main_artist_id as artist_id,
        coalesce(tracks.main_artist, told.artist) as artist,
        coalesce(tracks.title, told.title) as title
    from told
    left join tracks on tracks.track_id = told.track_id
    where $kind = 'track'
)

select * from final

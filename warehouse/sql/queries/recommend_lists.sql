-- One row a playlist and an item of the chosen ones: a playlist stands for a listener who heard each once.
with final as (
    select playlist_tracks.playlist_id as listener, chosen.place, 1::bigint as plays
    from playlist_tracks
    join ({chosen}) as chosen using (item)
    order by playlist_tracks.playlist_id, chosen.place
)

select * from final

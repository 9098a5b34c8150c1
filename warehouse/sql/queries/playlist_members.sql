-- One row a track of a playlist that is in the catalogue, in the order of the playlist.
with final as (
    select track_no
    from playlist_tracks
    where playlist_id = $playlist and track_no is not null
    group by track_no
    order by min(position), track_no
)

select * from final

-- One row a playlist that has tracks of the catalogue, by name.
with final as (
    select playlist_id, playlist, items, tracks
    from playlists
    where tracks > 0
    order by playlist, playlist_id
)

select * from final

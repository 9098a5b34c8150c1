-- One row a playlist: its name, its size, and how much of it is linked to tracks.
with final as (
    select
        playlist_id,
        arg_max(playlist, load_id) as playlist,
        count(*) as items,
        count(track_no) as linked,
        count(track_no) / count(*) as linked_share,
        count(distinct track_no) as tracks,
        min(added_at) as first_added,
        max(added_at) as last_added
    from playlist_tracks
    group by playlist_id
    order by playlist, playlist_id
)

select * from final

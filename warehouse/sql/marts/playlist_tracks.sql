-- One row a playlist and item of it: what the newest load says of it.
with newest as (
    select playlist_id, item, arg_max(load_id, (as_of, load_id)) as load_id
    from linked_playlist_tracks
    group by playlist_id, item
),

final as (
    select
        entries.playlist_id,
        entries.item,
        entries.* exclude (as_of, line, playlist_id, item)
    from linked_playlist_tracks as entries
    semi join newest using (playlist_id, item, load_id)
    qualify row_number() over (partition by entries.playlist_id, entries.item order by entries.line) = 1
    order by entries.playlist_id, entries.position, entries.item
)

select * from final

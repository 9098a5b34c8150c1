-- One row a track in a playlist as one file gives it, with the track it is found to be.
-- An item is what the source tells apart: its id, or the title and artist in its words.
with final as (
    select
        entries.load_id,
        loads.as_of,
        entries.line,
        entries.playlist_id,
        entries.playlist,
        coalesce(entries.track_id, md5(concat_ws(chr(31), entries.title, entries.artist))) as item,
        coalesce(known.track_no, named.track_no) as track_no,
        coalesce(known.track_id, named.track_id) as track_id,
        case when known.track_no is not null then 'id' when named.track_no is not null then 'name' end as linked_by,
        entries.title,
        entries.artist,
        entries.position,
        entries.added_at
    from raw.playlist_tracks as entries
    join raw.loads as loads using (load_id)
    left join tracks as known on known.track_id = entries.track_id
    left join name_links as named on named.title = entries.title and named.artists = entries.artist
)

select * from final

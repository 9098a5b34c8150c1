-- one row: a playlist and track of it among the usable rows of a file, the first of those that repeat each other
with named as (
    select
        * replace (coalesce(playlist_id, 'p' || md5(concat_ws(chr(31), $collection, playlist))[:21]) as playlist_id),
        coalesce(track_id, concat_ws(chr(31), title, array_to_string(artist, ';'))) as item
    from judged
    where fault is null
),
final as (
    select
        $load_id as load_id,
        line,
        playlist_id,
        playlist,
        track_id,
        title,
        nullif(array_to_string(artist, '; '), '') as artist,
        position::integer as position,
        added_at
    from named
    qualify row_number() over (partition by playlist_id, item order by row_no) = 1
)
select * from final

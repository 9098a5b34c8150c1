-- One row a load and kind, of charts and playlists: how many of its rows and of its items the catalogue knows, by id and by name.
with entries as (
    select load_id, 'charts' as kind, coalesce(source_id, concat_ws(chr(31), title, artists)) as item, linked_by
    from linked_chart_entries
    union all
    select load_id, 'playlists', item, linked_by
    from linked_playlist_tracks
),

items as (
    select load_id, kind, item, min(linked_by) as linked_by, count(*) as rows
    from entries
    group by load_id, kind, item
),

final as (
    select
        load_id,
        kind,
        sum(rows)::bigint as rows,
        coalesce(sum(rows) filter (linked_by = 'id'), 0)::bigint as rows_by_id,
        coalesce(sum(rows) filter (linked_by = 'name'), 0)::bigint as rows_by_name,
        count(*) as items,
        count(*) filter (linked_by = 'id') as items_by_id,
        count(*) filter (linked_by = 'name') as items_by_name
    from items
    group by load_id, kind
)

select * from final

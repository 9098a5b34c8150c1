-- One row a load with playlists: how many of its rows and of its items the catalogue knows, by id and by name.
with items as (
    select load_id, item, min(linked_by) as linked_by, count(*) as rows
    from linked_playlist_tracks
    group by load_id, item
),

final as (
    select
        load_id,
        'playlists' as kind,
        sum(rows)::bigint as rows,
        coalesce(sum(rows) filter (linked_by = 'id'), 0)::bigint as rows_by_id,
        coalesce(sum(rows) filter (linked_by = 'name'), 0)::bigint as rows_by_name,
        count(*) as items,
        count(*) filter (linked_by = 'id') as items_by_id,
        count(*) filter (linked_by = 'name') as items_by_name
    from items
    group by load_id
)

select * from final

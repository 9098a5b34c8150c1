-- One row a load with plays: how many of its rows, plays and items the catalogue knows, by id and by name.
with told as (
    select words.load_id, sources.item, sources.linked_by, sum(words.rows) as rows, sum(words.plays) as plays
    from play_words as words
    join linked_play_sources as sources
        on sources.source_item = source_item(words.track_id, words.title, words.artist, words.artist_id)
    group by all
),

items as (
    select
        load_id,
        min(linked_by) as linked_by,
        sum(rows) as rows,
        sum(rows) filter (linked_by = 'id') as rows_by_id,
        sum(rows) filter (linked_by = 'name') as rows_by_name,
        sum(plays) as plays,
        sum(plays) filter (linked_by is not null) as plays_linked
    from told
    group by load_id, item
),

final as (
    select
        load_id,
        'plays' as kind,
        sum(rows)::bigint as rows,
        coalesce(sum(rows_by_id), 0)::bigint as rows_by_id,
        coalesce(sum(rows_by_name), 0)::bigint as rows_by_name,
        count(*) as items,
        count(*) filter (linked_by = 'id') as items_by_id,
        count(*) filter (linked_by = 'name') as items_by_name,
        sum(plays)::bigint as plays,
        coalesce(sum(plays_linked), 0)::bigint as plays_linked
    from items
    group by load_id
)

select * from final

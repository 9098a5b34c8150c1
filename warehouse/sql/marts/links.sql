-- One row a load and kind: how many rows and distinct items were linked by id, by name, or not at all.
-- A row of plays can stand for many plays: their share is told beside that of the rows.
with counted as (
    select * from entry_links
    union all by name
    select * from play_links
),

final as (
    select
        load_id,
        kind,
        rows,
        rows_by_id,
        rows_by_name,
        rows - rows_by_id - rows_by_name as rows_unlinked,
        (rows_by_id + rows_by_name) / rows as rows_share,
        items,
        items_by_id,
        items_by_name,
        items - items_by_id - items_by_name as items_unlinked,
        (items_by_id + items_by_name) / items as items_share,
        plays,
        plays_linked / plays as plays_share
    from counted
    order by load_id, kind
)

select * from final

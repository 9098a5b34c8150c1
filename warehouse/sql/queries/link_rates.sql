-- one row: a load and kind of rows that name tracks, with how many rows and items were linked by id, by name, or not; newest first
with final as (
    select links.load_id, loads.file, loads.collection, links.* exclude (load_id)
    from links
    inner join loads using (load_id)
    order by links.load_id desc, links.kind
)
select * from final

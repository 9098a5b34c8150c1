-- one row: a collection and kind over all its loads, with how many rows were linked by id, by name, or not; the largest first
with final as (
    select
        loads.collection,
        links.kind,
        count(*) as loads,
        cast(sum(links.rows) as bigint) as rows,
        cast(sum(links.rows_by_id) as bigint) as rows_by_id,
        cast(sum(links.rows_by_name) as bigint) as rows_by_name,
        cast(sum(links.rows_unlinked) as bigint) as rows_unlinked,
        (sum(links.rows_by_id) + sum(links.rows_by_name)) / sum(links.rows) as rows_share
    from links
    inner join loads using (load_id)
    group by loads.collection, links.kind
    order by rows desc, loads.collection, links.kind
)
select * from final

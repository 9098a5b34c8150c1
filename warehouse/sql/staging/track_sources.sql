-- One row a load of tracks: its collection, its date, and its place among such loads, the newest last.
-- Small and apart, so that a load of anything else leaves it, and with it millions of tracks, as they are.
with final as (
    select
        load_id,
        collection,
        as_of,
        as_of_assumed,
        row_number() over (order by as_of nulls first, load_id) as recency
    from raw.loads
    semi join (select distinct load_id from raw.tracks) using (load_id)
)

select * from final

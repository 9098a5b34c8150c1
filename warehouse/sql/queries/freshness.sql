-- one row: a kind of input, how many loads and rows there are of it, the newest date of its data, when it last came in
with final as (
    select
        kind,
        count(*) as loads,
        sum(rows_loaded)::bigint as rows,
        max(as_of) as as_of,
        arg_max(as_of_assumed, (as_of, load_id)) as as_of_assumed,
        max(loaded_at) as loaded_at,
        arg_max(file, load_id) as newest_file
    from loads
    group by kind
    order by rows desc, kind
)
select * from final

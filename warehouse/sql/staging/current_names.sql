-- One row an id of a source: the newest name it stands for.
with final as (
    select names.entity, names.id, arg_max(names.name, (loads.as_of, loads.load_id, names.line)) as name
    from raw.names as names
    join raw.loads as loads using (load_id)
    group by names.entity, names.id
)

select * from final

-- One row a clip of a collection and a descriptor of it: the newest measure.
with final as (
    select
        loads.collection, measures.clip, measures.label, measures.name, measures.value, measures.load_id
    from raw.descriptors as measures
    join raw.loads as loads using (load_id)
    qualify row_number() over (
        partition by loads.collection, measures.clip, measures.name
        order by loads.as_of desc, loads.load_id desc, measures.line
    ) = 1
    order by loads.collection, measures.clip, measures.name
)

select * from final

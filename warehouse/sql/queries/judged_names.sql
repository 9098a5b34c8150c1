-- one row: an id among the usable rows of a file and the first name it has there
with final as (
    select
        $load_id as load_id,
        min(line) as line,
        coalesce(entity, $entity) as entity,
        id,
        first(name order by row_no) as name
    from judged
    where fault is null
    group by coalesce(entity, $entity), id
)
select * from final

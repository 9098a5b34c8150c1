-- one row: a load, column and reason, with how many rows were rejected for it
with final as (
    select load_id, any_value(file) as file, column_name, reason, count(*) as n
    from rejects
    group by load_id, column_name, reason
    order by n desc, load_id desc, column_name, reason
)
select * from final

-- one row: a column and reason, with how many of the rejected rows that are looked at were rejected for it
with final as (
    select column_name, reason, count(*) as n, count(distinct load_id) as loads
    from rejects
    where {where}
    group by column_name, reason
    order by n desc, column_name, reason
)
select * from final

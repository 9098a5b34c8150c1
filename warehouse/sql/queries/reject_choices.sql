-- one row: a value of a load, column or reason that rejected rows have, with how many have it
with loads_with as (
    select 'load' as field, load_id::varchar as value, any_value(file) as words, count(*) as n
    from rejects
    group by load_id
),

columns_with as (
    select 'column' as field, column_name as value, column_name as words, count(*) as n
    from rejects
    group by column_name
),

reasons_with as (
    select 'reason' as field, reason as value, reason as words, count(*) as n
    from rejects
    group by reason
),

final as (
    select * from loads_with
    union all
    select * from columns_with
    union all
    select * from reasons_with
    order by field, n desc, value
)
select * from final

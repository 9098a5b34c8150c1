-- One row a listener: the number by which the rollups know it.
with named as (
    select listener
    from events
    group by listener
),

final as (
    select listener, cast(row_number() over (order by listener asc nulls last) as bigint) as listener_no
    from named
)

select * from final

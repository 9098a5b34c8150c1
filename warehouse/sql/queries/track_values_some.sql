-- one row: how many of some tracks have a value of a column, and how many different ones these are
with taken as (
    select {x} as value
    from tracks as t
    limit 20000
),
final as (
    select count(value) as n, count(distinct value) as different
    from taken
)
select * from final

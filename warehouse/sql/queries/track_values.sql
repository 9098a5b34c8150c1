-- one row: a value of a column (null: none) and how many of the tracks that a filter keeps have it
with final as (
    select {x} as value, count(*) as n
    from tracks as t
    where {where}
    group by {x}
)
select * from final

-- one row: a track that a filter keeps, with its value of a column
with final as (
    select {x} as value
    from tracks as t
    where {where}
)
select * from final

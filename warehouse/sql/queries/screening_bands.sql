-- One row: the middle of each numeric feature over the catalogue, with its 10% and 90% quantiles and how many have it.
with final as (
    select {columns}
    from tracks as t
)
select * from final

-- One row: the spread of each measured feature over the catalogue, as one standard deviation.
with final as (
    select {spreads}
    from tracks as t
)
select * from final

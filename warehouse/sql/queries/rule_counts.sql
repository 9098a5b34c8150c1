-- One row: how many tracks there are, and of each list of rules how many tracks fulfil all of them.
with marked as (
    select {marks}
    from tracks as t
),

final as (
    select count(*) as everything{counts}
    from marked
)

select * from final

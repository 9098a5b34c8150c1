-- One row: the tracks there are, and for each hard rule of a brief how many it keeps alone, how many have no value of what it
-- asks, and how many are left after it and all before it.
with final as (
    select count(*) as tracks {counts}
    from tracks as t
)

select * from final

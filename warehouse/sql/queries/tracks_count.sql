-- one row: how many tracks a filter keeps
with final as (
    select count(*) as tracks
    from tracks as t
    where {where}
)
select * from final

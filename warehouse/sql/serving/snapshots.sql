-- One row an earlier published snapshot: what the figures of this one are compared with.
with final as (
    select * from raw.snapshots order by number
)

select * from final

-- One row a load, newest first.
with final as (
    select * from raw.loads order by load_id desc
)

select * from final

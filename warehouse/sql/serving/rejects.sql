-- One row a rejected row of a file.
with final as (
    select * from raw.rejects order by load_id, line
)

select * from final

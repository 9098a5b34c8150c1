-- One row a run of a model, newest first.
with final as (
    select * from raw.model_runs order by trained_at desc, run
)

select * from final

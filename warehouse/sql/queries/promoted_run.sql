-- One row: the run of a model that serves; none before the first.
with final as (
    select run
    from raw.model_runs
    where model = $model and promoted
    order by trained_at desc
    limit 1
)

select * from final

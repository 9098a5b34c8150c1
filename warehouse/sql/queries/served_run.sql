-- one row: the run of a model whose results the published file holds; none before the first
with final as (
    select run
    from model_runs
    where model = $model and promoted
    order by trained_at desc, run
    limit 1
)
select * from final

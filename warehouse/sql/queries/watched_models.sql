-- One row a model that serves: when it was trained.
with final as (
    select model, max(trained_at) as trained_at
    from model_runs
    where promoted and trained_at is not null
    group by model
    order by model
)

select * from final

-- One row a task, scope and feature: how much the feature moves the model's answers, with its range over folds.
with promoted as (
    select run
    from raw.model_runs
    where model = 'drivers' and promoted
),

final as (
    select answers.*
    from raw.drivers as answers
    semi join promoted using (run)
    order by task, scope, importance desc, feature
)

select * from final

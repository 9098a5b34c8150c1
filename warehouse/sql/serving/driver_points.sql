-- One row a task, scope, feature and sampled track: the value and what it adds to the model's answer.
with promoted as (
    select run
    from raw.model_runs
    where model = 'drivers' and promoted
),

final as (
    select answers.*
    from raw.driver_points as answers
    semi join promoted using (run)
    order by task, scope, feature, track_id
)

select * from final

-- One row a task and pair of features: how much the two together add beyond each alone.
with promoted as (
    select run
    from raw.model_runs
    where model = 'drivers' and promoted
),

final as (
    select answers.*
    from raw.driver_pairs as answers
    semi join promoted using (run)
    order by task, strength desc, feature, other
)

select * from final

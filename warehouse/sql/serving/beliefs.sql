-- One row a published belief: whether it holds on the loaded data, with the effect and its interval.
with promoted as (
    select run
    from raw.model_runs
    where model = 'drivers' and promoted
),

final as (
    select answers.*
    from raw.beliefs as answers
    semi join promoted using (run)
    order by belief
)

select * from final

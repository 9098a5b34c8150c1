-- one row: a measured figure of a run, of our model or of a baseline
with final as (
    select candidate, features, protocol, metric, value, low, high, n
    from model_metrics
    where run = $run and ($candidate is null or candidate = $candidate)
    order by protocol, metric, candidate
)
select * from final

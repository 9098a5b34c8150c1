-- One row a measured figure of a run.
with final as (
    select * from raw.model_metrics order by model, run, protocol, candidate, metric
)

select * from final

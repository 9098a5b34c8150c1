-- One row a series and way to forecast it: its error and what its own intervals covered, on the judged origins.
with promoted as (
    select run
    from raw.model_runs
    where model = 'forecasts' and promoted
),

final as (
    select results.*
    from raw.forecast_models as results
    semi join promoted using (run)
    order by series_id, mase nulls last, model
)

select * from final

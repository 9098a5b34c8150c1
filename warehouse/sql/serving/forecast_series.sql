-- One row a series: what it is forecast by, how its past forecasts did, or why it is not forecast.
with promoted as (
    select run
    from raw.model_runs
    where model = 'forecasts' and promoted
),

final as (
    select results.*
    from raw.forecast_series as results
    semi join promoted using (run)
    order by series_id
)

select * from final

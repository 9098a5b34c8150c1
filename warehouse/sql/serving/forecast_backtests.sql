-- One row a series, past origin (the last period known then) and period ahead of it: what was forecast, and what came.
with promoted as (
    select run
    from raw.model_runs
    where model = 'forecasts' and promoted
),

final as (
    select results.*
    from raw.forecast_backtests as results
    semi join promoted using (run)
    order by series_id, origin, ahead
)

select * from final

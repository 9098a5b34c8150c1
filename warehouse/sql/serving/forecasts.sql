-- One row a series and period ahead: what is forecast, with 80% and 95% intervals, and what naive says.
with promoted as (
    select run
    from raw.model_runs
    where model = 'forecasts' and promoted
),

final as (
    select results.*
    from raw.forecasts as results
    semi join promoted using (run)
    order by series_id, ahead
)

select * from final

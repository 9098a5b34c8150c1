-- one row: a way to forecast a series
with final as (
    select model, mase, covered_80, covered_95
    from forecast_models
    where series_id = $series
    order by mase nulls last, model
)
select * from final

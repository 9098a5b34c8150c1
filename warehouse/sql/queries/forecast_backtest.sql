-- one row: a past origin of a series and a period ahead of it
with final as (
    select * exclude (run, series_id)
    from forecast_backtests
    where series_id = $series
    order by origin, ahead
)
select * from final

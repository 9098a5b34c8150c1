-- one row: a period ahead of a series
with final as (
    select * exclude (run, series_id)
    from forecasts
    where series_id = $series
    order by ahead
)
select * from final

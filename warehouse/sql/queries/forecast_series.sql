-- one row: a series that was looked at, with what it is forecast by and how that did
with final as (
    select * exclude (run)
    from forecast_series
    order by series_id
)
select * from final

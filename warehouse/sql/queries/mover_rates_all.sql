-- One row a kind of series, movement and threshold: alarms on shuffled data and on the data, and series-months looked at.
with final as (
    select source, what, place, kind, threshold, shuffled_alarms, shuffled_squares, alarms, shuffled_months, months, series
    from mover_rates
    order by source, what, place, kind, threshold
)

select * from final

-- One row: the thresholds of the marks; docs/decisions/0012 says why these.
with final as (
    select
        cast(30000 as bigint) as short_ms,
        cast(50 as bigint) as most_of_an_item_a_day,
        cast(1000 as bigint) as most_a_day,
        cast(86400000 as bigint) as most_ms_a_day,
        cast(1000 as bigint) as fewest_of_an_outlier,
        cast(10 as bigint) as times_upper_quartile,
        cast(20 as bigint) as fewest_listeners
)

select * from final

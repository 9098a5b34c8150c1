-- One row: the first and the last week (its Monday) with plays that have a time, and the last day of them.
with final as (
    select
        min(date_trunc('week', day))::date as first_week,
        max(date_trunc('week', day))::date as last_week,
        max(day) as last_day
    from plays_by_day
)

select * from final

-- One row a chart and region, step and period: on how many days it appeared in it.
with final as (
    select
        chart || if(region = 'unstated', '', '@' || region) as scope,
        steps.step,
        date_trunc(steps.step, day)::date as start,
        count(distinct day) as days
    from chart_entries
    cross join (select unnest(['day', 'week', 'month', 'year']) as step) as steps
    group by all
)

select * from final

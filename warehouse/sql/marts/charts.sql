-- One row a chart and region: what it covers, how often it appears, and how much of it is linked to tracks.
with dated as (
    select distinct chart, region, day
    from chart_entries
),

spaced as (
    select chart, region, day, day - lag(day) over (partition by chart, region order by day) as days_since
    from dated
),

rhythms as (
    select
        chart,
        region,
        count(*) as periods,
        case
            when median(days_since) <= 3 then 'day'
            when median(days_since) <= 10 then 'week'
            when median(days_since) is not null then 'month'
        end as period
    from spaced
    group by chart, region
),

counted as (
    select
        chart,
        region,
        min(day) as first_day,
        max(day) as last_day,
        max(rank) as lowest_rank,
        count(*) as entries,
        count(track_no) as linked,
        count(track_no) / count(*) as linked_share,
        count(distinct track_no) as tracks,
        count(streams) > 0 as has_streams
    from chart_entries
    group by chart, region
),

final as (
    select counted.chart, counted.region, rhythms.period, rhythms.periods, counted.* exclude (chart, region)
    from counted
    join rhythms using (chart, region)
    order by counted.chart, counted.region
)

select * from final

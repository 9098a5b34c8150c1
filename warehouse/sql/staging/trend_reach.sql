-- One row a source of series (releases, plays, each chart) and the days it covers: what lies over its edge is not whole.
-- Where the last releases are known by year only, they reach to the end of that year; releases late in a month to its end,
-- because few come out on the last day of a year.
with precise as (
    select max(released) as last_day
    from release_dates
    where precision = 'day'
),

all_releases as (
    select min(released) as first_day, max(released) as last_day
    from release_dates
),

final as (
    select
        'releases' as source,
        '' as scope,
        date_trunc('year', all_releases.first_day)::date as first_day,
        if(
            year(precise.last_day) = year(all_releases.last_day),
            if(day(precise.last_day) >= 20, last_day(precise.last_day), precise.last_day),
            (date_trunc('year', all_releases.last_day) + interval 1 year - interval 1 day)::date
        ) as last_day
    from all_releases
    cross join precise
    union all
    select 'plays', '', min(day), max(day)
    from plays_by_day
    union all
    select
        'charts',
        chart || if(region = 'unstated', '', '@' || region),
        if(period = 'week', date_trunc('week', first_day)::date, first_day),
        last_day + case period when 'week' then 6 when 'month' then 27 else 0 end
    from charts
)

select * from final

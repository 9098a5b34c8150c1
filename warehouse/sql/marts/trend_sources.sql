-- One row a fact about what series are made of: where it counts (releases, or a chart), which fact, and how many.
with as_of as (
    select max(as_of) as newest
    from raw.loads
),

releases as (
    select
        count(distinct recording_key) as recordings,
        count(*) filter (where release_date > as_of.newest) as future
    from tracks
    cross join as_of
),

dated as (
    select count(*) as dated, count(*) filter (where precision = 'year') as by_year
    from release_dates
),

appeared as (
    select chart, region, count(distinct day) as days, min(day) as first_day, max(day) as last_day
    from chart_entries
    group by chart, region
),

shared as (
    select chart, region, count(*) filter (where tie > 1) as ties, count(*) filter (where chart_entries.day > as_of.newest) as future
    from chart_entries
    cross join as_of
    group by chart, region
),

counted as (
    select 'releases' as source, '' as scope, unnest([
        {fact: 'recordings', n: recordings}, {fact: 'future', n: future}, {fact: 'dated', n: dated},
        {fact: 'by_year', n: by_year}
    ]) as told
    from releases
    cross join dated
    union all
    select
        'charts',
        charts.chart || if(charts.region = 'unstated', '', '@' || charts.region),
        unnest([
            {fact: 'missing', n: case charts.period
                when 'week' then date_diff('day', appeared.first_day, appeared.last_day) // 7 + 1 - appeared.days
                when 'month' then date_diff('month', appeared.first_day, appeared.last_day) + 1 - appeared.days
                when 'day' then date_diff('day', appeared.first_day, appeared.last_day) + 1 - appeared.days
                else 0
            end},
            {fact: 'ties', n: shared.ties}, {fact: 'future', n: shared.future}, {fact: 'entries', n: charts.entries},
            {fact: 'linked', n: charts.linked}
        ])
    from charts
    join appeared using (chart, region)
    join shared using (chart, region)
),

final as (
    select source, scope, told.fact as fact, greatest(told.n, 0)::bigint as n
    from counted
    order by source, scope, fact
)

select * from final

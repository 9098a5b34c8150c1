-- One row a thing that is counted by the week (plays, streams of a chart, places of a chart) and has whole weeks: how many, of what.
with covered as (
    select min(day) as first_day, max(day) as last_day
    from plays_by_day
),

play_weeks as (
    select week, count(*) as entries
    from item_plays_weekly, covered
    where week >= first_day and week + 6 <= last_day
    group by week
),

played as (
    select
        'plays' as source, '' as chart, '' as region, min(week) as first_week, max(week) as last_week, count(*) as weeks,
        sum(entries)::bigint as entries, null::bigint as places
    from play_weeks
    having count(*) > 0
),

-- What appears by the month has no weeks.
charted as (
    select
        unnest(if(has_streams, ['streams', 'places'], ['places'])) as source, chart, region,
        date_trunc('week', first_day)::date as first_week, date_trunc('week', last_day)::date as last_week, periods as weeks,
        entries, lowest_rank::bigint as places
    from charts
    where period in ('day', 'week')
),

final as (
    select * from played
    union all
    select * from charted
    order by source <> 'plays', source <> 'streams', entries desc, chart, region
)

select * from final

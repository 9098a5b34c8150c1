-- One row a sum over a period: streams of a chart (a mean per appearance of it), plays that count; of all and by genre.
-- n is of places in the chart, and of plays. The chart with streams that has most entries has an empty scope.
with streaming as (
    select scope, row_number() over (order by sum(streamed) desc, scope) = 1 as is_main
    from chart_periods
    where streamed > 0
    group by scope
),

streamed as (
    select
        if(streaming.is_main, '', periods.scope) as scope, periods.step, periods.start, periods.track_no, periods.streams,
        periods.streamed, days.days
    from chart_periods as periods
    join streaming using (scope)
    join chart_days as days using (scope, step, start)
    where periods.streamed > 0
),

genre_of as (
    select track_no, label, weight
    from genre_weights
    where kind = 'genre' and scope = ''
),

played as (
    select step, day, plays_counted
    from plays_by_day
    cross join (select unnest(['day', 'week', 'month', 'year']) as step)
),

final as (
    select
        'streams' as subject, scope, 'all' as what, step, start, sum(streams) / any_value(days) as value, sum(streamed)::bigint as n
    from streamed
    group by scope, step, start
    union all
    select
        'streams', streamed.scope, genre_of.label, streamed.step, streamed.start,
        sum(streamed.streams * genre_of.weight) / any_value(streamed.days), sum(streamed.streamed)::bigint
    from streamed
    join genre_of using (track_no)
    group by all
    union all
    select
        'plays', '', 'all', step, date_trunc(step, day)::date, sum(plays_counted)::double, sum(plays_counted)::bigint
    from played
    group by all
    union all
    select
        'plays', '', genre_of.label, 'week', weekly.week, sum(weekly.plays_counted * genre_of.weight)::double,
        sum(weekly.plays_counted)::bigint
    from item_plays_weekly as weekly
    join track_order using (track_id)
    join genre_of using (track_no)
    group by all
)

select * from final

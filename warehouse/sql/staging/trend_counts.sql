-- One row a sum over a period: streams of a chart, and plays that count, of all and by genre; n is what was added up.
with played_by_day as (
    select unnest(['day', 'week', 'month', 'year']) as step, day, plays_counted, plays_counted as n
    from plays_by_day
),

played_by_week as (
    select played.week as start, weights.label, played.plays_counted * weights.weight as plays
    from item_plays_weekly as played
    join tracks using (track_id)
    join genre_weights as weights using (track_no)
    where weights.kind = 'genre' and weights.scope = ''
),

streamed as (
    select streams_scope as scope, step, start, track_no, streams
    from chart_periods
    where streams is not null
),

counted as (
    select
        'plays' as subject, '' as scope, 'all' as what, step,
        if(step = 'day', day, date_trunc(step, day)::date) as start,
        sum(plays_counted)::double as value, sum(n)::bigint as n
    from played_by_day
    group by all
    union all
    select 'plays', '', label, 'week', start, sum(plays)::double, round(sum(plays))::bigint
    from played_by_week
    group by all
    union all
    select 'streams', scope, 'all', step, start, sum(streams)::double, count(*)
    from streamed
    group by all
    union all
    select
        'streams', streamed.scope, weights.label, streamed.step, streamed.start,
        sum(streamed.streams * weights.weight)::double, count(*)
    from streamed
    join genre_weights as weights using (track_no)
    where weights.kind = 'genre' and weights.scope = ''
    group by all
),

periods as (
    select distinct subject, scope, step, start
    from counted
    where what = 'all'
),

things as (
    select distinct subject, scope, step, what
    from counted
),

-- A genre of which nothing was heard in a period has none there, not a gap.
final as (
    select
        subject, scope, things.what, step, periods.start,
        coalesce(counted.value, 0) as value, coalesce(counted.n, 0) as n
    from periods
    join things using (subject, scope, step)
    left join counted using (subject, scope, step, what, start)
)

select * from final

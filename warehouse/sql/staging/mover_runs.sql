-- One row a series, unbroken run of its weeks and week in it (i from 1): what is judged against its own history. no numbers the runs.
-- y is the value on a scale on which usual changes are alike, whatever the size: twice the square root of counts (Anscombe 1948),
-- the logarithm of streams, less the logarithm of ranks. least: the smallest spread that is believed in; level: below it all is luck.
with scales as (
    select * from (values ('plays', 1.0, 2 * sqrt(10.375)), ('streams', 0.03, 0.0), ('rank', 0.25, -100.0)) as given (source, least, level)
),

-- Who is not played in a week has 0 plays; who is not on a chart has an unknown number.
reach as (
    select what, item, min(t) as first_t
    from mover_points
    where source = 'plays'
    group by what, item
    having max(value) >= 10
),

play_weeks as (
    select distinct week, t
    from mover_points
    where source = 'plays'
),

plays as (
    select 'plays' as source, reach.what, '' as place, reach.item, play_weeks.week, play_weeks.t, coalesce(points.value, 0) as value
    from reach
    join play_weeks on play_weeks.t >= reach.first_t
    left join mover_points as points
        on points.source = 'plays' and points.what = reach.what and points.item = reach.item and points.t = play_weeks.t
),

scaled as (
    select *, 2 * sqrt(value + 0.375) as y from plays
    union all
    select source, what, place, item, week, t, value, if(source = 'rank', -ln(value), ln(value))
    from mover_points
    where source <> 'plays'
),

split as (
    select *, t - row_number() over (partition by source, what, place, item order by t) as run
    from scaled
),

numbered as (
    select
        * exclude (t),
        row_number() over (partition by source, what, place, item, run order by t) as i,
        count(*) over (partition by source, what, place, item, run) as weeks
    from split
),

-- Windows over one number take half the time of windows over four names.
runs as (
    select
        source, what, place, item, run, arg_max(week, y) as peak,
        row_number() over (order by source, what, place, item, run)::integer as no
    from numbered
    where weeks >= 17
    group by source, what, place, item, run
),

final as (
    select
        runs.no, numbered.source, numbered.what, numbered.place, numbered.item, numbered.run, i, weeks, week, value, y,
        least, level, runs.peak
    from numbered
    join runs using (source, what, place, item, run)
    join scales using (source)
)

select * from final

-- One row a popularity snapshot, of all tracks that every snapshot has and by genre; and one row a figure of a loaded series.
with dates as (
    select count(distinct as_of) as dates
    from popularity_history
),

-- Other tracks on another date would be another mean: only those that are known on every date are compared.
throughout as (
    select history.track_id
    from popularity_history as history
    cross join dates
    where dates.dates > 1
    group by history.track_id
    having count(*) = any_value(dates.dates)
),

followed as (
    select history.as_of, track_order.track_no, history.popularity
    from popularity_history as history
    join throughout using (track_id)
    join track_order using (track_id)
),

genre_of as (
    select track_no, label, weight
    from genre_weights
    where kind = 'genre' and scope = ''
),

spaced as (
    select series, name, day, value, day - lag(day) over (partition by series, name order by day) as days_since
    from series
    where day is not null and isfinite(value) and day <= (select max(as_of) from raw.loads)
),

rhythms as (
    select
        series, name,
        case
            when median(days_since) filter (where days_since > 0) <= 3 then 'day'
            when median(days_since) filter (where days_since > 0) <= 10 then 'week'
            when median(days_since) filter (where days_since > 0) <= 45 then 'month'
            else 'year'
        end as step
    from spaced
    group by series, name
),

final as (
    select
        'popularity' as subject, '' as scope, 'all' as what, 'snapshot' as step, as_of as start,
        avg(popularity)::double as value, count(*) as n, stddev_samp(popularity)::double as sd
    from followed
    group by as_of
    union all
    select
        'popularity', '', genre_of.label, 'snapshot', followed.as_of,
        sum(followed.popularity * genre_of.weight) / sum(genre_of.weight), count(*), stddev_samp(followed.popularity)
    from followed
    join genre_of using (track_no)
    group by all
    union all
    select
        'loaded', spaced.series, spaced.name, rhythms.step, date_trunc(rhythms.step, spaced.day)::date, avg(spaced.value), null,
        null
    from spaced
    join rhythms using (series, name)
    group by all
)

select * from final

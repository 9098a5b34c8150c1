-- One row a popularity snapshot, of all tracks that every snapshot has and by genre; and one row a figure of a loaded series.
with dates as (
    select count(distinct as_of) as dates
    from popularity_history
),

-- Other tracks on another date would be another mean: only those that are known on every date are compared.
followed as (
    select history.as_of, tracks.track_no, history.popularity
    from popularity_history as history
    join tracks using (track_id)
    semi join (
        select track_id
        from popularity_history, dates
        where dates.dates > 1
        group by track_id, dates.dates
        having count(*) = dates.dates
    ) as throughout using (track_id)
),

spaced as (
    select series, name, day, value, day - lag(day) over (partition by series, name order by day) as days_since
    from series
    where day is not null and value is not null
),

rhythms as (
    select
        series, name,
        case
            when median(days_since) <= 3 then 'day'
            when median(days_since) <= 10 then 'week'
            when median(days_since) <= 45 then 'month'
            else 'year'
        end as step
    from spaced
    group by series, name
),

final as (
    select
        'popularity' as subject, '' as scope, 'all' as what, 'date' as step, as_of as start,
        avg(popularity)::double as value, count(*) as n, stddev_samp(popularity) as sd
    from followed
    group by as_of
    union all
    select
        'popularity', '', weights.label, 'date', followed.as_of,
        sum(followed.popularity * weights.weight) / sum(weights.weight), count(*), stddev_samp(followed.popularity)
    from followed
    join genre_weights as weights using (track_no)
    where weights.kind = 'genre' and weights.scope = ''
    group by weights.label, followed.as_of
    union all
    select
        'loaded', '', spaced.series || '/' || spaced.name, rhythms.step,
        case rhythms.step when 'day' then day else date_trunc(rhythms.step, day)::date end,
        avg(value), null, null
    from spaced
    join rhythms using (series, name)
    group by all
)

select * from final

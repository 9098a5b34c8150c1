-- One row a series and period: its value, of how many (n), their spread, and whether n is too few or the period not over.
with all_points as (
    select subject, scope, what, step, start, value, n, sd from trend_means
    union all
    select subject, scope, what, step, start, value, n, null from trend_shares
    union all
    select subject, scope, what, step, start, value, n, null from trend_counts
    union all
    select subject, scope, what, step, start, value, n, sd from trend_dated
),

-- How far each source reaches: a period that begins before its first day or ends after its last is not whole. A chart that
-- appears once in a period has told all of it.
seen as (
    select 'feature' as source, '' as scope, null as rhythm, null::date as first_day, max(released) as last_day
    from release_dates
    union all
    select 'chart', scope, any_value(rhythm), min(day), max(day) from chart_periods group by scope
    union all
    select 'streams', streams_scope, any_value(rhythm), min(day), max(day) from chart_periods group by streams_scope
    union all
    select 'plays', '', 'day', min(day), max(day) from plays_by_day
),

sourced as (
    select
        *,
        case
            when subject in ('feature', 'genre-share', 'family-share') then 'feature'
            when subject in ('plays', 'streams') then subject
            when starts_with(subject, 'chart-') then 'chart'
        end as source,
        case step when 'week' then 6 when 'month' then 27 when 'year' then 364 end as days
    from all_points
),

final as (
    select
        subject || if(points.scope = '', '', '@' || replace(points.scope, '/', '-')) || '/' || points.what || '/' || points.step
            as series_id,
        points.start,
        points.value,
        points.n,
        points.sd,
        coalesce(points.n < 30, false) as thin,
        coalesce(
            points.step is distinct from seen.rhythm
            and (
                coalesce(points.start < seen.first_day, false)
                or points.start + to_days(points.days) > seen.last_day + if(seen.rhythm = 'week', 6, 0)
            ),
            false
        ) as partial,
        points.subject,
        points.scope,
        points.what,
        points.step
    from sourced as points
    left join seen
        on points.source = seen.source and (points.scope = seen.scope or points.source in ('feature', 'plays'))
    where points.value is not null
    order by series_id, points.start
)

select * from final

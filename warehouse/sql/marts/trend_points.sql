-- One row a series and period: its value, of how many (n), their spread, and whether n is too few or the period is not whole.
with all_points as (
    select subject, scope, what, step, start, value, n, sd from trend_means
    union all
    select subject, scope, what, step, start, value, n, null from trend_shares
    union all
    select subject, scope, what, step, start, value, n, null from trend_counts
    union all
    select subject, scope, what, step, start, value, n, sd from trend_dated
),

main_streams as (
    select scope
    from chart_periods
    where streamed > 0
    group by scope
    order by sum(streamed) desc, scope
    limit 1
),

sourced as (
    select
        *,
        case
            when subject in ('feature', 'genre-share', 'family-share') then 'releases'
            when subject = 'plays' then 'plays'
            when subject = 'streams' or starts_with(subject, 'chart-') then 'charts'
        end as source,
        case
            when subject = 'streams' and scope = '' then (select scope from main_streams)
            when subject = 'streams' or starts_with(subject, 'chart-') then scope
            else ''
        end as reach_of,
        case step
            when 'week' then start + 6
            when 'month' then last_day(start)
            when 'year' then (start + interval 1 year - interval 1 day)::date
            else start
        end as ends
    from all_points
    where isfinite(value)
),

told as (
    select
        points.*,
        -- A mean or a share of few says little. A sum of few is a fact.
        coalesce(points.n < 30 and points.subject not in ('streams', 'plays'), false) as thin,
        coalesce(points.start < reach.first_day or points.ends > reach.last_day, false) as partial
    from sourced as points
    left join trend_reach as reach on points.source = reach.source and points.reach_of = reach.scope
),

keyed as (
    select distinct subject, scope, what, step
    from told
),

numbered as (
    select
        *,
        row_number() over (order by subject, scope, what, step)::integer as series_no,
        concat_ws('/', subject, nullif(replace(scope, '/', '%2F'), ''), replace(what, '/', '%2F'), step) as series_id
    from keyed
),

final as (
    select
        numbered.series_no, numbered.series_id, told.start, told.value, told.n, told.sd, told.thin, told.partial, told.subject,
        told.scope, told.what, told.step
    from told
    join numbered using (subject, scope, what, step)
    order by numbered.series_no, told.start
)

select * from final

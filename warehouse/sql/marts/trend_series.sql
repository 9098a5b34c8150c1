-- One row a series over time: what it is of, its step, its reach, and how many of its periods are missing, thin or not over.
with summed as (
    select
        series_id, subject, scope, what, step,
        count(*) as points,
        min(start) as first,
        max(start) as last,
        count(*) filter (where thin) as thin,
        count(*) filter (where partial) as partial,
        sum(n) as n,
        min(value) as low,
        max(value) as high
    from trend_points
    group by all
),

final as (
    select
        *,
        case step
            when 'day' then date_diff('day', first, last) + 1 - points
            when 'week' then date_diff('week', first, last) + 1 - points
            when 'month' then date_diff('month', first, last) + 1 - points
            when 'year' then date_diff('year', first, last) + 1 - points
            else 0
        end as missing,
        ends_with(subject, '-share') as is_share,
        subject in ('feature', 'genre-share', 'family-share') as survives
    from summed
    order by series_id
)

select * from final

-- One row a series over time: what it is of, its step, its reach, and how many of its periods are missing, thin or not whole.
with summed as (
    select
        series_no, series_id, subject, scope, what, step,
        count(*) as points,
        count(*) filter (where thin) as thin,
        count(*) filter (where partial) as partial,
        min(start) as first,
        max(start) as last,
        sum(n)::bigint as n,
        max_by(value, start) filter (where not partial) as latest
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
        subject in ('feature', 'genre-share', 'family-share') as survives,
        -- Shares of one group sum to one in every period.
        if(ends_with(subject, '-share'), concat_ws('/', subject, nullif(scope, ''), step), '') as share_group
    from summed
    order by series_no
)

select * from final

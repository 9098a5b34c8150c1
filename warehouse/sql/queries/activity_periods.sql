-- One row a span of weeks (the last ones, those before, the same a year before) of a source: as a row of a week, with its weeks.
with points as (
    {points}
),

spans as (
    select *
    from (
        values ('now', 0), ('before', 7 * $weeks), ('year', 364)
    ) as spans (span, shift)
),

summed as (
    select spans.span, points.item, {kept} as is_kept, sum(points.amount) as amount, count(*) as entries
    from points
    join spans
        on points.week > $last_week::date - shift - 7 * $weeks and points.week <= $last_week::date - shift
    group by all
),

covered as (
    select spans.span, count(distinct points.week) as weeks
    from points
    join spans
        on points.week > $last_week::date - shift - 7 * $weeks and points.week <= $last_week::date - shift
    group by spans.span
),

ranked as (
    select *, row_number() over (partition by span, is_kept order by amount desc, item) as place
    from summed
),

final as (
    select
        span,
        any_value(covered.weeks) as weeks,
        sum(amount) as total,
        sum(entries)::bigint as all_entries,
        coalesce(sum(amount) filter (where is_kept), 0) as amount,
        coalesce(sum(entries) filter (where is_kept), 0)::bigint as entries,
        count(*) filter (where is_kept) as items,
        coalesce(sum(amount) filter (where is_kept and place <= 10), 0) as top_ten
    from ranked
    join covered using (span)
    group by span
)

select * from final

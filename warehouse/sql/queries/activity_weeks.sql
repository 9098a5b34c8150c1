-- One row a week of a source, the oldest first: all there was, what the kept tracks had of it, how many they were, how much ten of them had.
with points as (
    {points}
),

summed as (
    select week, item, {kept} as is_kept, sum(amount) as amount, count(*) as entries
    from points
    where week > $last_week::date - 7 * $most
    group by all
),

ranked as (
    select *, row_number() over (partition by week, is_kept order by amount desc, item) as place
    from summed
),

final as (
    select
        week,
        sum(amount) as total,
        sum(entries)::bigint as all_entries,
        coalesce(sum(amount) filter (where is_kept), 0) as amount,
        coalesce(sum(entries) filter (where is_kept), 0)::bigint as entries,
        count(*) filter (where is_kept) as items,
        coalesce(sum(amount) filter (where is_kept and place <= 10), 0) as top_ten
    from ranked
    group by week
    order by week
)

select * from final

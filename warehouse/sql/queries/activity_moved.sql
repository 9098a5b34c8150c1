-- One row a kept title that was there in both spans: what it had then and now, its weeks in between, how many rose and fell.
with points as (
    {points}
),

weekly as (
    select
        item, any_value(track_id) as track_id, any_value(title) as title, any_value(artists) as artists, week, {value} as value
    from points
    where {kept} and week > $last_week::date - $shift - 7 * $weeks
    group by item, week
),

compared as (
    select
        item,
        any_value(track_id) as track_id,
        any_value(title) as title,
        any_value(artists) as artists,
        {total} filter (where week > $last_week::date - 7 * $weeks) as now,
        {total} filter (where week <= $last_week::date - $shift) as before,
        count(*) filter (where week > $last_week::date - 7 * $weeks) as weeks_now,
        count(*) filter (where week <= $last_week::date - $shift) as weeks_before,
        list(value order by week) as series
    from weekly
    group by item
),

-- Who was there for a week only has moved by being there, not by growing.
judged as (
    select *, {change} as change
    from compared
    where weeks_now + weeks_before >= 1.5 * $weeks and weeks_now > 0 and weeks_before > 0 and before >= $least
),

final as (
    select
        item, track_id, title, artists, now, before, change, series,
        count(*) over () as compared,
        count(*) filter (where change > 0) over () as rose,
        count(*) filter (where change < 0) over () as fell
    from judged
    order by change {direction}, now desc, item
    limit $limit
)

select * from final

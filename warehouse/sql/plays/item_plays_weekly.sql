-- One row an item and week (its Monday, UTC): all plays and those that count, by how many listeners.
with heard as (
    select
        item_no,
        week,
        listener_no,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from plays_marked
    where week is not null
    group by item_no, week, listener_no
),

summed as (
    select
        item_no,
        week,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from heard
    group by item_no, week
),

final as (
    select
        items.item,
        items.track_id,
        summed.week,
        summed.plays,
        summed.plays_counted,
        summed.listeners,
        summed.listeners_counted,
        summed.ms_played,
        summed.ms_counted
    from summed
    join play_items as items on summed.item_no = items.item_no
    order by summed.item_no asc nulls last, summed.week asc nulls last
)

select * from final

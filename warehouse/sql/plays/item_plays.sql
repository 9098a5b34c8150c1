-- One row an item: all plays and those that count, by how many listeners, with the track or artist it is.
with summed as (
    select
        item_no,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted,
        min(first_day) as first_day,
        max(last_day) as last_day
    from listener_items
    group by item_no
),

final as (
    select
        items.item,
        items.item_kind,
        items.track_id,
        items.title,
        items.artist_id,
        items.artist,
        summed.plays,
        summed.plays_counted,
        summed.listeners,
        summed.listeners_counted,
        summed.ms_played,
        summed.ms_counted,
        summed.first_day,
        summed.last_day
    from summed
    join play_items as items on summed.item_no = items.item_no
    order by summed.plays_counted desc nulls last, items.item asc nulls last
)

select * from final

-- One row a listener: all plays and those that count, of how many items, and whether they are those of a person.
with summed as (
    select
        listener_no,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as items,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as items_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted,
        min(first_day) as first_day,
        max(last_day) as last_day
    from listener_items
    group by listener_no
),

final as (
    select
        listeners.listener,
        summed.plays,
        summed.plays_counted,
        summed.items,
        summed.items_counted,
        summed.ms_played,
        summed.ms_counted,
        summed.first_day,
        summed.last_day,
        outliers.listener_no is not null as is_outlier_listener
    from summed
    join play_listeners as listeners on summed.listener_no = listeners.listener_no
    left join outlier_listeners as outliers on summed.listener_no = outliers.listener_no
    order by listeners.listener asc nulls last
)

select * from final

-- One row a day (UTC): all plays and those that count, by how many listeners, of how many items.
with listener_days as (
    select
        day,
        listener_no,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from plays_marked
    where day is not null
    group by day, listener_no
),

item_days as (
    select day, item_no
    from plays_marked
    where day is not null
    group by day, item_no
),

played as (
    select
        day,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from listener_days
    group by day
),

heard as (
    select day, count(*) as items
    from item_days
    group by day
),

final as (
    select
        played.day,
        played.plays,
        played.plays_counted,
        played.listeners,
        played.listeners_counted,
        heard.items,
        played.ms_played,
        played.ms_counted
    from played
    join heard on played.day = heard.day
    order by played.day asc nulls last
)

select * from final

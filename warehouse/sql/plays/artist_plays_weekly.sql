-- One row an artist and week (its Monday, UTC): all plays and those that count, by how many listeners.
with named as (
    select artist_no, min(artist_key) as artist_key, min(artist_id) as artist_id
    from play_items
    where artist_no is not null
    group by artist_no
),

heard as (
    select
        items.artist_no,
        plays.week,
        plays.listener_no,
        cast(sum(plays.plays) as bigint) as plays,
        cast(sum(plays.plays_counted) as bigint) as plays_counted,
        cast(sum(plays.ms_played) as bigint) as ms_played,
        cast(sum(plays.ms_counted) as bigint) as ms_counted
    from plays_marked as plays
    join play_items as items on plays.item_no = items.item_no
    where plays.week is not null and items.artist_no is not null
    group by items.artist_no, plays.week, plays.listener_no
),

summed as (
    select
        artist_no,
        week,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from heard
    group by artist_no, week
),

final as (
    select
        named.artist_key,
        named.artist_id,
        summed.week,
        summed.plays,
        summed.plays_counted,
        summed.listeners,
        summed.listeners_counted,
        summed.ms_played,
        summed.ms_counted
    from summed
    join named on summed.artist_no = named.artist_no
    order by summed.artist_no asc nulls last, summed.week asc nulls last
)

select * from final

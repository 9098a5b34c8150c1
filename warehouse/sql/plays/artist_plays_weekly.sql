-- One row an artist and week (its Monday, UTC): all plays and those that count, by how many listeners.
with heard as (
    select
        items.artist_key,
        plays.week,
        plays.listener,
        min(items.artist_id) as artist_id,
        cast(sum(plays.plays) as bigint) as plays,
        cast(sum(plays.plays_counted) as bigint) as plays_counted,
        cast(sum(plays.ms_played) as bigint) as ms_played,
        cast(sum(plays.ms_counted) as bigint) as ms_counted
    from plays_marked as plays
    join play_items as items on plays.item = items.item
    where plays.week is not null and items.artist_key is not null
    group by items.artist_key, plays.week, plays.listener
),

final as (
    select
        artist_key,
        min(artist_id) as artist_id,
        week,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from heard
    group by artist_key, week
    order by artist_key asc nulls last, week asc nulls last
)

select * from final

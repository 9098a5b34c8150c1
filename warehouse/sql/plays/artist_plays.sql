-- One row an artist: the plays of its tracks and of itself, by how many listeners.
with heard as (
    select
        items.artist_key,
        listener_items.listener,
        min(items.artist_id) as artist_id,
        min(items.artist) as artist,
        cast(sum(listener_items.plays) as bigint) as plays,
        cast(sum(listener_items.plays_counted) as bigint) as plays_counted,
        cast(sum(listener_items.ms_played) as bigint) as ms_played,
        cast(sum(listener_items.ms_counted) as bigint) as ms_counted
    from listener_items
    join play_items as items on listener_items.item = items.item
    where items.artist_key is not null
    group by items.artist_key, listener_items.listener
),

final as (
    select
        artist_key,
        min(artist_id) as artist_id,
        min(artist) as artist,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from heard
    group by artist_key
    order by plays_counted desc nulls last, artist_key asc nulls last
)

select * from final

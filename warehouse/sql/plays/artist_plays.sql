-- One row an artist: the plays of its tracks and of itself, by how many listeners.
with named as (
    select artist_no, min(artist_key) as artist_key, min(artist_id) as artist_id, min(artist) as artist
    from play_items
    where artist_no is not null
    group by artist_no
),

heard as (
    select
        items.artist_no,
        listener_items.listener_no,
        cast(sum(listener_items.plays) as bigint) as plays,
        cast(sum(listener_items.plays_counted) as bigint) as plays_counted,
        cast(sum(listener_items.ms_played) as bigint) as ms_played,
        cast(sum(listener_items.ms_counted) as bigint) as ms_counted
    from listener_items
    join play_items as items on listener_items.item_no = items.item_no
    where items.artist_no is not null
    group by items.artist_no, listener_items.listener_no
),

summed as (
    select
        artist_no,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        count(*) as listeners,
        cast(sum(case when plays_counted > 0 then 1 else 0 end) as bigint) as listeners_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted
    from heard
    group by artist_no
),

final as (
    select
        named.artist_key,
        named.artist_id,
        named.artist,
        summed.plays,
        summed.plays_counted,
        summed.listeners,
        summed.listeners_counted,
        summed.ms_played,
        summed.ms_counted
    from summed
    join named on summed.artist_no = named.artist_no
    order by summed.plays_counted desc nulls last, named.artist_key asc nulls last
)

select * from final

-- One row a play, or a count of plays of one item by one listener; what the rollups of plays are made of.
-- Times are UTC, to the second. A count is a state: of those of one listener and item only the newest load's stand.
with links as (
    select sources.source_item, items.item_no
    from linked_play_sources as sources
    join play_items as items using (item)
),

told as (
    select
        plays.rowid as play_no,
        plays.load_id,
        listeners.listener_no,
        links.item_no,
        plays.played_at,
        plays.ms_played,
        plays.plays
    from raw.plays as plays
    join links on links.source_item = source_item(plays.track_id, plays.title, plays.artist, plays.artist_id)
    join play_listeners as listeners using (listener)
),

counted as (
    select told.*
    from told
    join play_loads using (load_id)
    where told.played_at is null
    qualify play_loads.age = max(play_loads.age) over (partition by told.listener_no, told.item_no)
),

current as (
    select * from told where played_at is not null
    union all
    select * from counted
),

final as (
    select
        play_no,
        listener_no,
        item_no,
        date_trunc('second', played_at) as played_at,
        played_at::date as day,
        date_trunc('week', played_at)::date as week,
        ms_played,
        plays,
        played_at is not null as is_timed
    from current
)

select * from final

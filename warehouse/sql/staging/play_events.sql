-- One row a play, or a count of plays of one item by one listener; what the rollups of plays are made of.
-- Times are UTC, to the second. A count is a state: of those of one listener and item only the newest load's stand.
with told as (
    select
        plays.rowid as play_no,
        plays.load_id,
        plays.listener,
        links.item,
        plays.played_at,
        plays.ms_played,
        plays.plays
    from raw.plays as plays
    join linked_play_sources as links
        on links.source_item = source_item(plays.track_id, plays.title, plays.artist, plays.artist_id)
),

counted as (
    select told.*
    from told
    join play_loads using (load_id)
    where told.played_at is null
    qualify play_loads.age = max(play_loads.age) over (partition by told.listener, told.item)
),

current as (
    select * from told where played_at is not null
    union all
    select * from counted
),

final as (
    select
        play_no,
        listener,
        item,
        date_trunc('second', played_at) as played_at,
        played_at::date as day,
        date_trunc('week', played_at)::date as week,
        ms_played,
        plays,
        played_at is not null as is_timed
    from current
)

select * from final

-- One row a play, or a count of plays, under the numbers of its listener and item.
-- Its number comes from its content: events that tie are alike in all that is summed, so every engine marks the same.
with numbered as (
    select
        listeners.listener_no,
        links.item_no,
        events.played_at,
        events.day,
        events.week,
        events.ms_played,
        events.plays,
        events.is_timed
    from events
    join event_links as links
        on events.track_id is not distinct from links.track_id
        and events.title is not distinct from links.title
        and events.artist is not distinct from links.artist
        and events.artist_id is not distinct from links.artist_id
    join play_listeners as listeners on events.listener = listeners.listener
),

final as (
    select
        listener_no * 1000000000 + row_number() over (
            partition by listener_no
            order by
                played_at asc nulls last,
                item_no asc nulls last,
                ms_played desc nulls last,
                plays desc nulls last
        ) as play_no,
        listener_no,
        item_no,
        played_at,
        day,
        week,
        ms_played,
        plays,
        is_timed
    from numbered
)

select * from final

-- One row an event, or a count of plays of one item by one listener, that can be used; what etl/plays.py refuses is left out.
with timed as (
    select
        listener,
        track_id,
        title,
        artist,
        artist_id,
        date_trunc('second', played_at) as played_at,
        ms_played,
        coalesce(plays, 1) as plays
    from events_given
    where
        listener is not null
        and coalesce(track_id, title, artist, artist_id) is not null
        and (played_at is not null or plays is not null)
        and coalesce(plays, 1) between 1 and 1000000000
        and coalesce(ms_played, 0) between 0 and 86400000
        and coalesce(year(played_at), 1971) >= 1971
),

final as (
    select
        timed.*,
        cast(played_at as date) as day,
        cast(date_trunc('week', played_at) as date) as week,
        played_at is not null as is_timed
    from timed
)

select * from final

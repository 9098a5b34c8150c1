-- One row a track and as-of date: the popularity a source gave at that time (the highest if several did), and which load did.
-- The date is that of the row where a file dates its rows, else that of the load.
with dated_loads as (
    select distinct load_id
    from raw.popularity
),

told as not materialized (
    select tracks.track_id, sources.as_of, sources.as_of_assumed, tracks.popularity, tracks.load_id
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
    anti join dated_loads using (load_id)
    where tracks.popularity is not null
),

-- Only of these can something be said twice; grouping the other millions would change nothing.
repeatable as (
    select *
    from told
    semi join followed_tracks using (track_id)
    union all
    select track_id, as_of, false as as_of_assumed, popularity, load_id
    from raw.popularity
),

grouped as (
    select
        track_id,
        as_of,
        bool_and(as_of_assumed) as as_of_assumed,
        max(popularity) as popularity,
        max_by(load_id, popularity * 1000000000::bigint + load_id) as load_id
    from repeatable
    group by track_id, as_of
),

final as (
    select * from told
    anti join followed_tracks using (track_id)
    union all
    select * from grouped
    order by track_id, as_of
)

select * from final

-- one row: a popularity and what has it among `matched`, which the query around this one selects from tracks
-- a recording counts once, at its highest; only recordings of several tracks are grouped: they are few, and grouping costs most
with several as (
    select count(*) as tracks, max(popularity) as popularity
    from matched
    where recording_tracks > 1
    group by recording_key
),
counted as (
    select popularity, count(*) as tracks, count(*) as recordings
    from matched
    where recording_tracks = 1
    group by popularity
    union all
    select popularity, sum(tracks) as tracks, count(*) as recordings
    from several
    group by popularity
),
final as (
    select popularity, cast(sum(tracks) as bigint) as tracks, cast(sum(recordings) as bigint) as recordings
    from counted
    group by popularity
    order by popularity
)
select * from final

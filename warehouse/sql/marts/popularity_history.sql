-- One row a track and as-of date: the popularity a source gave at that time (the highest if several did).
with final as (
    select
        tracks.track_id,
        loads.as_of,
        bool_and(loads.as_of_assumed) as as_of_assumed,
        max(tracks.popularity) as popularity,
        max(tracks.load_id) as load_id
    from raw.tracks as tracks
    join raw.loads as loads using (load_id)
    where tracks.popularity is not null
    group by tracks.track_id, loads.as_of
    order by tracks.track_id, loads.as_of
)

select * from final

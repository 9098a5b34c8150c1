-- One row a track: the newest load that has it (newest by as-of date, then by load).
with final as (
    select tracks.track_id, arg_max(loads.load_id, (loads.as_of, loads.load_id)) as load_id
    from raw.tracks as tracks
    join raw.loads as loads using (load_id)
    group by tracks.track_id
)

select * from final

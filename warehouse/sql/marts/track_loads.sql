-- One row a track and load: where in which file a track was read.
with final as (
    select tracks.track_id, tracks.load_id, loads.collection, tracks.line
    from raw.tracks as tracks
    join raw.loads as loads using (load_id)
    order by tracks.track_id, tracks.load_id
)

select * from final

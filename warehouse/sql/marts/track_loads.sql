-- One row a track and load: where in which file a track was read.
with final as (
    select tracks.track_id, tracks.load_id, sources.collection, tracks.line
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
    order by tracks.track_id, tracks.load_id
)

select * from final

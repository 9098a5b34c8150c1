-- One row a track: what its load says of it; of a track in several loads what repeated_tracks says.
-- Merging costs memory, so the many tracks of a single load pass through.
with single as (
    select tracks.*, sources.collection
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
    anti join repeated_tracks using (track_id)
),

final as (
    select * from single
    union all by name
    select * from repeated_tracks
)

select * from final

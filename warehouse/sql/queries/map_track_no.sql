-- One row: the recording on the map that a track is, or is a release of.
with asked as (
    select recording_key
    from tracks
    where track_id = $track_id
),

final as (
    select placed.track_no
    from map_points as placed
    inner join tracks on tracks.track_no = placed.track_no
    semi join asked on asked.recording_key = tracks.recording_key
    order by placed.track_no
    limit 1
)

select * from final

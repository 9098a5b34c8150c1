-- One row a track, in the order of track_id: its popularity and its recording.
with final as (
    select track_id, cast(popularity as double) as popularity, recording_key
    from tracks
    order by track_id
)

select * from final

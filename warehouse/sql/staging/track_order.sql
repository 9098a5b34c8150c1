-- One row a track: its place in the order of popularity, and whether it stands for its recording.
-- Kept apart from the wide rows, because windows over wide rows cost many times as much.
with final as (
    select
        track_id,
        row_number() over (order by popularity desc nulls last, track_id)::integer as track_no,
        row_number() over (partition by recording_key order by popularity desc nulls last, track_id) = 1 as is_canonical
    from named_tracks
)

select * from final

-- One row a recording that is asked about: its canonical track.
with final as (
    select recording_key, track_no
    from tracks
    where is_canonical and recording_key in $keys
)

select * from final

-- One row an id that is asked about and is that of a track: the track, its recording and its main artist.
with final as (
    select track_id as id, track_no, recording_key, is_canonical, main_artist_id
    from tracks
    where track_id in $ids
)

select * from final

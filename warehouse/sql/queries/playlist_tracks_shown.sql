-- One row a track of a list, by number or by id: what a playlist is made of and shows.
with final as (
    select t.track_no, t.recording_key, t.main_artist, t.main_artist_id, {columns}
    from tracks as t
    where t.track_no in $tracks or t.track_id in $ids
)

select * from final

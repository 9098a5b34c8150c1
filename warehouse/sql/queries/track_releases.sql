-- one row: another track with the same recording, the most popular first
with final as (
    select track_id, title, album, release_date, popularity, is_canonical
    from tracks
    where recording_key = $recording_key and track_id <> $track_id
    order by track_no
)
select * from final

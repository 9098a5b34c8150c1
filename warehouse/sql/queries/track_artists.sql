-- one row: an artist of the track, the main artist first
with final as (
    select artist_id, name
    from track_artists
    where track_no = (select min(track_no) from tracks where track_id = $track_id)
    order by position
)
select * from final

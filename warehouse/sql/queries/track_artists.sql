-- one row: an artist of the track, the main artist first
with final as (
    select artist_id, name
    from track_artists
    where track_no = $track_no
    order by position
)
select * from final

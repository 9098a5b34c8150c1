-- One row a track of the chosen ones and one of its artists, by the track's place in the order of track_id, main artist first.
with placed as (
    select track_no, row_number() over (order by track_id) - 1 as place
    from ({chosen})
),

final as (
    select placed.place, track_artists.artist_id
    from track_artists
    inner join placed using (track_no)
    order by placed.place, track_artists.position, track_artists.artist_id
)

select * from final

-- One row an item of the chosen ones that the catalogue knows: means of measured features over the track or the artist's tracks.
with chosen as (
    select * from ({chosen})
),

measured as (
    select chosen.place, tracks.*
    from chosen
    join tracks on tracks.track_id = chosen.track_id
    where $kind = 'track'
    union all
    select chosen.place, tracks.*
    from chosen
    join track_artists on track_artists.artist_id = chosen.artist_id
    join tracks using (track_no)
    where $kind = 'artist'
),

final as (
    select t.place{columns}
    from measured as t
    group by t.place
    order by t.place
)

select * from final

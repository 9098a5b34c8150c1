-- One row an item of the chosen ones and a genre, in one vocabulary, of the track or of the artist's tracks, with how many.
with chosen as (
    select * from ({chosen})
),

of_tracks as (
    select chosen.place, tracks.track_no
    from chosen
    join tracks on tracks.track_id = chosen.track_id
    where $kind = 'track'
),

of_artists as (
    select chosen.place, track_artists.track_no
    from chosen
    join track_artists on track_artists.artist_id = chosen.artist_id
    where $kind = 'artist'
),

final as (
    select mine.place, track_genres.genre, count(*) as uses
    from (select * from of_tracks union all select * from of_artists) as mine
    join track_genres using (track_no)
    where track_genres.vocabulary = $vocabulary
    group by mine.place, track_genres.genre
    order by mine.place, track_genres.genre
)

select * from final

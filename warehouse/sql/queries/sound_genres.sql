-- One row a track of those that a run has no row of and one of its genres in a vocabulary, by the track's place in the order of track_id.
with answered as (
    select distinct track_id
    from raw.{table}
    where run = $run
),

placed as (
    select tracks.track_no, row_number() over (order by tracks.track_id) - 1 as place
    from tracks
    anti join answered on answered.track_id = tracks.track_id
),

final as (
    select distinct placed.place, track_genres.genre
    from track_genres
    inner join placed using (track_no)
    where track_genres.vocabulary = $vocabulary
    order by placed.place, track_genres.genre
)

select * from final

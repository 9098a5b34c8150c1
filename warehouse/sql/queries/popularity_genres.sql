-- One row a track of the chosen ones and one of its genres in any vocabulary, by the track's place in the order of track_id.
with placed as (
    select track_no, row_number() over (order by track_id) - 1 as place
    from ({chosen})
),

final as (
    select distinct placed.place, track_genres.genre
    from track_genres
    inner join placed using (track_no)
    order by placed.place, track_genres.genre
)

select * from final

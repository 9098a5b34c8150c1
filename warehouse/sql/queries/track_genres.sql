-- one row: a genre of the track, in one vocabulary
with final as (
    select track_genres.vocabulary, track_genres.genre, track_genres.family
    from track_genres
    where track_genres.track_no = (select min(track_no) from tracks where track_id = $track_id)
    order by track_genres.vocabulary, track_genres.genre
)
select * from final

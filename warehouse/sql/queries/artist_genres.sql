-- one row: a genre among the tracks of the artist, the most frequent first
with final as (
    select track_genres.vocabulary, track_genres.genre, track_genres.family, count(*) as tracks
    from track_genres
    where track_genres.track_no in (select track_no from track_artists where artist_id = $artist_id)
    group by all
    order by tracks desc, track_genres.vocabulary, track_genres.genre
)
select * from final

-- one row: the artist
with final as (
    select artist_id, name, tracks, recordings, median_popularity, top_popularity, genres
    from artists
    where artist_id = $artist_id
)
select * from final

-- One row a recording of a genre, of others than one artist, the most popular first: its popularity and how it sounds.
with final as (
    select t.popularity, {columns}
    from tracks as t
    where
        t.is_canonical and t.popularity is not null
        and t.track_no in (select track_no from track_genres where vocabulary = $vocabulary and genre = $genre)
        and t.track_no not in (select track_no from track_artists where artist_id = $artist_id)
    order by t.popularity desc, t.track_no
)

select * from final

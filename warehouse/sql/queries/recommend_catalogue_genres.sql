-- One row a recording's canonical track and a genre of it, in one vocabulary.
with final as (
    select track_genres.track_no, track_genres.genre
    from track_genres
    join tracks using (track_no)
    where tracks.is_canonical and track_genres.vocabulary = $vocabulary
    order by track_genres.track_no, track_genres.genre
)

select * from final

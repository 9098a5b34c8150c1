-- One row a track and one of its genres, within one vocabulary.
with final as (
    select distinct track_id, genre
    from track_genres
    where vocabulary = $vocabulary
    order by track_id, genre
)

select * from final

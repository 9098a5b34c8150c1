-- One row a track and one of its genres with its family, within one vocabulary.
with final as (
    select distinct track_id, genre, family
    from track_genres
    where vocabulary = $vocabulary
    order by track_id, genre
)

select * from final

-- one row: a genre of one vocabulary, the largest vocabulary first
with final as (
    select genres.vocabulary, genres.genre, genres.family, genres.tracks
    from genres
    inner join vocabularies using (vocabulary)
    order by vocabularies.is_default desc, genres.vocabulary, genres.genre
)
select * from final

-- One row a track, vocabulary and genre: every label any load gives, with the family its genre belongs to.
with labelled as (
    select distinct track_id, vocabulary, genre
    from raw.labels
),

final as (
    select
        labelled.track_id,
        labelled.vocabulary,
        labelled.genre,
        coalesce(families.family, 'Other') as family
    from labelled
    left join genre_families as families on families.genre = replace(lower(labelled.genre), '-', ' ')
)

select * from final

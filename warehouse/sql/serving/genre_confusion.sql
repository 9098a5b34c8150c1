-- One row a run and pair of genres, with the families they belong to.
with final as (
    select
        confusion.*,
        coalesce(truths.family, 'Other') as truth_family,
        coalesce(guesses.family, 'Other') as predicted_family
    from raw.genre_confusion as confusion
    left join genre_families as truths on truths.genre = replace(lower(confusion.truth), '-', ' ')
    left join genre_families as guesses on guesses.genre = replace(lower(confusion.predicted), '-', ' ')
    order by run, truth, predicted
)

select * from final

-- One row a mood or activity, in the order of the table.
with final as (
    select mood, kind, synonyms, sentence, tracks, not_known
    from moods
    order by mood_no
)

select * from final

-- one row: a tag of a track, with the likelier genre of a model that had not seen the track and how many times likelier it is;
-- against a sibling the tag itself is weighed, against another family its whole family
with families as (
    select vocabulary, genre, family
    from genres
),
judged as (
    select
        doubts.track_id, doubts.vocabulary, doubts.genre, doubts.family, doubts.probability, doubts.suggested,
        suggestions.family as suggested_family, doubts.suggested_probability, suggestions.family = doubts.family as sibling,
        doubts.suggested_probability
        / greatest(case when sibling then doubts.probability else doubts.family_probability end, $floor) as times
    from genre_oof as doubts
    inner join families as suggestions
        on suggestions.vocabulary = doubts.vocabulary and suggestions.genre = doubts.suggested
),
final as (
    select *
    from judged
    where times >= $least
    order by sibling, times desc, suggested_probability desc, track_id, genre
)
select * from final

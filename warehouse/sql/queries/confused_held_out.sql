-- one row: a track behind a cell of the confusion, with the part of it that the cell counts; from the promoted model's holdout
with final as (
    select t.track_id, t.title, t.artists, t.genres, answers.answered, answers.probability, answers.weight, t.popularity
    from genre_held_out as answers
    inner join tracks as t using (track_id)
    where
        answers.genre = $truth
        and (answers.answered = $answered or ($answered is null and not list_contains($inside, answers.answered)))
    order by answers.probability desc, t.track_no
)
select * from final

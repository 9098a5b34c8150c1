-- one row: a track of one genre that a model which had not seen it answers with another, with the part of it that counts for
-- the genre: all of a hit, 1 / k of a miss of a track with k genres; judged out of fold
with tags as (
    select
        track_id, genre, probability, suggested, coalesce(suggested_probability, 0) as other,
        max(probability) over (partition by track_id) as own,
        count(*) over (partition by track_id) as genres,
        row_number() over (partition by track_id order by probability desc, genre) as place
    from genre_oof
),
answers as (
    select
        track_id, genre, if(own >= other, genre, suggested) as answered, greatest(own, other) as probability,
        cast(if(own >= other, 1, 1 / genres) as double) as weight
    from tags
    where own < other or place = 1
),
final as (
    select t.track_id, t.title, t.artists, t.genres, answers.answered, answers.probability, answers.weight, t.popularity
    from answers
    inner join tracks as t using (track_id)
    where
        answers.genre = $truth
        and (answers.answered = $answered or ($answered is null and not list_contains($inside, answers.answered)))
    order by answers.probability desc, t.track_no
)
select * from final

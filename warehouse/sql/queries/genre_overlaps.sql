-- one row: two genres, the probability that tracks share between them, and how many recordings give both at least $least;
-- of each track its own genres and the two likeliest others are known
with judged as (
    select *
    from genre_oof
    semi join (select track_id from tracks where is_canonical) using (track_id)
),
chances as (
    select distinct track_id, genre, probability as chance
    from judged
    union
    select track_id, suggested, any_value(suggested_probability)
    from judged
    where suggested is not null
    group by track_id, suggested
    union
    select track_id, second, any_value(second_probability)
    from judged
    where second is not null
    group by track_id, second
),
totals as (
    select genre, sum(chance) as mass
    from chances
    group by genre
),
pairs as (
    select
        low.genre as genre, high.genre as other, sum(least(low.chance, high.chance)) as shared,
        count(*) filter (least(low.chance, high.chance) >= $least) as n
    from chances as low
    inner join chances as high on high.track_id = low.track_id and low.genre < high.genre
    group by low.genre, high.genre
),
known as (
    select genre, any_value(family) as family
    from genres
    where vocabulary = $vocabulary
    group by genre
),
final as (
    select
        pairs.genre, pairs.other, first.family as family, second.family as other_family, pairs.n, pairs.shared,
        pairs.shared / (one.mass + two.mass - pairs.shared) as overlap
    from pairs
    inner join totals as one on one.genre = pairs.genre
    inner join totals as two on two.genre = pairs.other
    left join known as first on first.genre = pairs.genre
    left join known as second on second.genre = pairs.other
    order by overlap desc, pairs.genre, pairs.other
)
select * from final

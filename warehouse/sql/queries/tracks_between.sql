-- one row: a recording to which a model that had not seen it gives both of two genres at least $least
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
    group by track_id, suggested
    union
    select track_id, second, any_value(second_probability)
    from judged
    group by track_id, second
),
both_of as (
    select one.track_id, one.chance as first_probability, two.chance as second_probability
    from chances as one
    inner join chances as two on two.track_id = one.track_id
    where one.genre = $one and two.genre = $two and least(one.chance, two.chance) >= $least
),
final as (
    select
        t.track_id, t.title, t.artists, t.genres, t.popularity, both_of.first_probability, both_of.second_probability
    from both_of
    inner join tracks as t using (track_id)
    order by least(first_probability, second_probability) desc, t.track_no
)
select * from final

-- one row: a genre (null: every track of the vocabulary), a period of release years and a feature over the recordings in it
-- tracks stay wide until they are summed up: one row a track and feature would be ten times as many
with members as (
    select track_no, genre
    from track_genres
    where vocabulary = $vocabulary
),
dated as (
    select t.track_no, t.release_year // $years * $years as period, {columns}
    from tracks as t
    semi join members using (track_no)
    where t.is_canonical and t.release_year is not null
),
summed as (
    select members.genre, t.period, {sums}
    from dated as t
    inner join members using (track_no)
    group by members.genre, t.period
    union all
    select null as genre, t.period, {sums}
    from dated as t
    group by t.period
),
told as (
    unpivot summed on columns(* exclude (genre, period)) into name feature value of_feature
),
final as (
    select genre, period, feature, of_feature.n, of_feature.mean, of_feature.spread
    from told
    where of_feature.n > 0
    order by genre nulls first, feature, period
)
select * from final

-- one row: a genre (null: every track of the vocabulary), a period of release years and a feature over the recordings in it
with members as (
    select g.genre, t.release_year // $years * $years as period, t.track_no, {columns}
    from track_genres as g
    inner join tracks as t using (track_no)
    where g.vocabulary = $vocabulary and t.is_canonical and t.release_year is not null
),
measured as (
    unpivot members on columns(* exclude (genre, period, track_no)) into name feature value measure
),
by_genre as (
    select genre, period, feature, count(*) as n, avg(measure) as mean, stddev_samp(measure) as spread
    from measured
    group by genre, period, feature
),
everyone as (
    select distinct on (track_no, feature) track_no, period, feature, measure
    from measured
),
overall as (
    select null as genre, period, feature, count(*) as n, avg(measure) as mean, stddev_samp(measure) as spread
    from everyone
    group by period, feature
),
final as (
    select * from by_genre
    union all by name
    select * from overall
    order by genre nulls first, feature, period
)
select * from final

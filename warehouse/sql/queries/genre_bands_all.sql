-- one row: a feature over the tracks of each genre of a vocabulary
with members as (
    select g.genre, {columns}
    from track_genres as g
    inner join tracks as t using (track_no)
    where g.vocabulary = $vocabulary
),
measured as (
    unpivot members on columns(* exclude (genre)) into name feature value measure
),
cut as (
    select genre, feature, count(*) as n, quantile_cont(measure, [0.1, 0.9]) as ends
    from measured
    group by genre, feature
),
final as (
    select genre, feature, n, ends[1] as q10, ends[2] as q90
    from cut
    order by genre, feature
)
select * from final

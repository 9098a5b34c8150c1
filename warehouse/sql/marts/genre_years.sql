-- One row a vocabulary, genre (missing: every track of the vocabulary), release year and feature: n recordings, their mean, and squares, the sum of their squared distances from it.
-- A recording counts once, at its canonical release. Tracks are summed up by their set of labels first, of which there are few.
with dated as (
    select tracks.label_set, tracks.release_year, measures.* exclude (track_no)
    from tracks
    join track_measures as measures using (track_no)
    where tracks.is_canonical and tracks.release_year is not null
),

summed as (
    select
        label_set, release_year,
        struct_pack(
            n := count(columns(* exclude (label_set, release_year))),
            mean := avg(columns(* exclude (label_set, release_year))::double),
            squares := count(columns(* exclude (label_set, release_year)))
            * var_pop(columns(* exclude (label_set, release_year))::double)
        ) as '\0'
    from dated
    group by label_set, release_year
),

told as (
    unpivot summed on columns(* exclude (label_set, release_year)) into name feature value told
),

members as (
    select label_set, vocabulary, genre
    from label_sets
    union all
    select distinct label_set, vocabulary, null
    from label_sets
),

final as (
    select
        members.vocabulary, members.genre, told.release_year, told.feature,
        sum(told.told.n)::bigint as n,
        sum(told.told.n * told.told.mean) / sum(told.told.n) as mean,
        -- squares within the sets, and of their means from the whole (Chan, Golub and LeVeque 1979)
        sum(told.told.squares) + greatest(
            sum(told.told.n * told.told.mean ** 2) - sum(told.told.n * told.told.mean) ** 2 / sum(told.told.n), 0
        ) as squares
    from told
    join members using (label_set)
    where told.told.n > 0
    group by members.vocabulary, members.genre, told.release_year, told.feature
    order by members.vocabulary, members.genre nulls first, told.feature, told.release_year
)

select * from final

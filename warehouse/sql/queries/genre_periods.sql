-- one row: a genre (null: every track of the vocabulary), a period of release years and a feature over the recordings in it
with years as (
    select genre, release_year // $years * $years as period, feature, n, mean, squares
    from genre_years
    where vocabulary = $vocabulary and list_contains($features, feature)
),
whole as (
    select
        genre, period, feature, sum(n)::bigint as n, sum(n * mean) / sum(n) as mean,
        -- squares within the years, and of their means from the whole (Chan, Golub and LeVeque 1979)
        sum(squares) + greatest(sum(n * mean ** 2) - sum(n * mean) ** 2 / sum(n), 0) as squares
    from years
    group by genre, period, feature
),
final as (
    select genre, period, feature, n, mean, case when n > 1 then sqrt(squares / (n - 1)) end as spread
    from whole
    order by genre nulls first, feature, period
)
select * from final

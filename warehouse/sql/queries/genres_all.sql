-- one row: a genre of one vocabulary over all tracks; the same as track_groups.sql without a filter
with final as (
    select
        genre, family, recordings as n, q1_popularity as q1, median_popularity as median, q3_popularity as q3
    from genres
    where vocabulary = $vocabulary and recordings >= $least
    order by median desc nulls last, n desc, genre, family
    limit $rows
)
select * from final

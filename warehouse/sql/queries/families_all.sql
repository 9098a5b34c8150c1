-- one row: a family over all tracks; the same as track_groups.sql without a filter
with final as (
    select family, recordings as n, q1_popularity as q1, median_popularity as median, q3_popularity as q3
    from families
    where recordings >= $least
    order by median desc nulls last, n desc, family
    limit $rows
)
select * from final

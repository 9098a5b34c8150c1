-- one row: a popularity from 0 to 100 and the recordings at it, from what is already counted
with final as (
    select unnest(range(0, 101)) as popularity, unnest(popularity_counts) as recordings
    from catalogue
)
select * from final

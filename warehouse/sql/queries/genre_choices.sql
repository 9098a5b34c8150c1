-- One row a genre of any vocabulary, by name
with final as (
    select distinct genre
    from genres
    order by genre
)
select * from final

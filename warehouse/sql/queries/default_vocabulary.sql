-- one row: the vocabulary that most tracks have; none when nothing has a genre
with final as (
    select vocabulary
    from vocabularies
    where is_default
    order by vocabulary
    limit 1
)
select * from final

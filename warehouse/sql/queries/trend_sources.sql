-- one row a fact about what series are made of
with final as (
    select source, scope, fact, n
    from trend_sources
    order by source, scope, fact
)

select * from final

-- One row a task and scope that was explained: its tracks, and its place among the genres; "all" comes first.
with final as (
    select task, scope, max(n) as n
    from drivers
    group by task, scope
    order by task, scope <> 'all', scope
)

select * from final

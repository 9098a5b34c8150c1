-- One row a pair of features of one task: how much the two add together beyond each alone, the strongest first.
with final as (
    select feature, other, strength, n
    from driver_pairs
    where task = $task
    order by strength desc, feature, other
)

select * from final

-- One row a feature of one task and scope, the one that moves the model's answers most first.
with final as (
    select feature, importance, low, high, direction, n, feature_group
    from drivers
    where task = $task and scope = $scope
    order by importance desc, feature
)

select * from final

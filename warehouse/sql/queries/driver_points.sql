-- One row a sampled track and feature of one task and scope: the value and what it adds to the model's answer.
with final as (
    select feature, track_id, value, contribution
    from driver_points
    where task = $task and scope = $scope and (feature = $feature or $feature is null)
    order by feature, track_id
)

select * from final

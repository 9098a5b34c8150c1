-- One row a track that the promoted run of groups has in a scope, with its group.
with promoted as (
    select run
    from raw.model_runs
    where model = 'clusters' and promoted
),

final as (
    select track_id, cluster
    from raw.track_clusters
    semi join promoted using (run)
    where scope = $scope and cluster > 0
    order by track_id
)

select * from final

-- One row a group of a scope: its size and figures, and the middle of where its recordings stand on the map.
with middles as (
    select
        assigned.cluster,
        median(placed.x) as x,
        median(placed.y) as y,
        median(placed.pca_x) as pca_x,
        median(placed.pca_y) as pca_y
    from track_clusters as assigned
    inner join map_points as placed on placed.track_id = assigned.track_id
    where assigned.scope = $scope
    group by assigned.cluster
),

final as (
    select clusters.*, middles.x, middles.y, middles.pca_x, middles.pca_y
    from clusters
    left join middles using (cluster)
    where clusters.scope = $scope
    order by clusters.n desc, clusters.cluster
)

select * from final

-- One row a scope, group and feature: its median in the group and how far the group is from all tracks.
with promoted as (
    select run
    from raw.model_runs
    where model = 'clusters' and promoted
),

final as (
    select traits.*
    from raw.cluster_traits as traits
    semi join promoted using (run)
    order by scope, cluster, abs(difference) desc, feature
)

select * from final

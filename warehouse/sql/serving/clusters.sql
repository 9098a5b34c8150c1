-- One row a scope and group: its name as trained, its recordings, their median popularity, how often the group comes back.
with promoted as (
    select run
    from raw.model_runs
    where model = 'clusters' and promoted
),

counted as (
    select
        assigned.scope,
        assigned.cluster,
        count(*) as n,
        median(tracks.popularity) as popularity,
        avg(assigned.strength) as strength
    from track_clusters as assigned
    inner join tracks on tracks.track_id = assigned.track_id
    where tracks.is_canonical
    group by assigned.scope, assigned.cluster
),

final as (
    select groups_of_run.*, coalesce(counted.n, 0) as n, counted.popularity, counted.strength
    from raw.clusters as groups_of_run
    semi join promoted using (run)
    left join counted using (scope, cluster)
    order by groups_of_run.scope, coalesce(counted.n, 0) desc, groups_of_run.cluster
)

select * from final

-- One row a scope and track: the group it is in (0: none) and how much it belongs there, 0 to 1.
with promoted as (
    select run
    from raw.model_runs
    where model = 'clusters' and promoted
),

final as (
    select assigned.*
    from raw.track_clusters as assigned
    semi join promoted using (run)
    semi join tracks using (track_id)
    order by scope, track_id
)

select * from final

-- One row a track that a run has no row of in a table of results.
with told as (
    select distinct track_id
    from raw.{table}
    where run = $run
),

final as (
    select tracks.*
    from tracks
    anti join told using (track_id)
)

select * from final

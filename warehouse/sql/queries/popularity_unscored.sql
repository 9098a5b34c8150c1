-- One row a track whose popularity the run has not predicted.
with scored as (
    select distinct track_id
    from raw.popularity_predictions
    where run = $run
),

final as (
    select tracks.*
    from tracks
    anti join scored using (track_id)
)

select * from final

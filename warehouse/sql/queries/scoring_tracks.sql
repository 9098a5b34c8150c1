-- One row a track that the run has not scored.
with scored as (
    select distinct track_id
    from raw.genre_predictions
    where run = $run
),

final as (
    select tracks.*
    from tracks
    anti join scored using (track_id)
)

select * from final

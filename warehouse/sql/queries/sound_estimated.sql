-- One row a track that a run of the map has an estimated place of.
with final as (
    select track_id
    from raw.track_map_estimates
    where run = $run
)

select * from final

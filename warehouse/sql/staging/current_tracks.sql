-- One row a track: what the newest load that has it says.
with final as (
    select tracks.*
    from raw.tracks as tracks
    semi join newest_loads using (track_id, load_id)
)

select * from final

-- One row a track: what the newest load that has it says (newest by as-of date, then by load).
with dated as (
    select tracks.*, loads.as_of
    from raw.tracks as tracks
    join raw.loads as loads using (load_id)
),

final as (
    select * exclude (as_of)
    from dated
    qualify row_number() over (partition by track_id order by as_of desc, load_id desc) = 1
)

select * from final

-- one row: a popularity and what has it among the tracks that a filter keeps; a recording counts once, at its highest
with matched as (
    select t.recording_key, t.recording_tracks, t.popularity
    from tracks as t
    where {where}
),
final as (
    {levels}
)
select * from final

-- one row: a popularity and the recordings that have it, among the tracks that a filter keeps; a recording counts once,
-- at its highest popularity
with matched as (
    select t.recording_key, max(t.popularity) as level
    from tracks as t
    where {where}
    group by t.recording_key
),
final as (
    select level, count(*) as n
    from matched
    where level is not null
    group by level
    order by level
)
select * from final

-- one row: a genre or a family, a popularity, and how many recordings of it have that among the tracks that a filter keeps
-- a recording counts once in a group, at its highest; tracks are counted by their sets of labels, of which there are few
with matched as (
    select t.recording_key, t.recording_tracks, t.popularity, t.label_set
    from tracks as t
    where {where}
),
named as (
    select distinct label_set, {group}
    from label_sets as g
    where {vocabulary}
),
once as (
    select label_set, popularity, count(*) as n
    from matched
    where recording_tracks = 1
    group by label_set, popularity
),
several as (
    select {group}, max(matched.popularity) as popularity
    from matched
    inner join named as g using (label_set)
    where matched.recording_tracks > 1
    group by {group}, matched.recording_key
),
counted as (
    select {group}, once.popularity, once.n
    from once
    inner join named as g using (label_set)
    union all
    select {group}, g.popularity, 1 as n
    from several as g
),
final as (
    select {group}, g.popularity, cast(sum(g.n) as bigint) as n
    from counted as g
    group by {group}, g.popularity
)
select * from final

-- one row: a genre or a family among the tracks that a filter keeps; a recording counts once in it, at its highest popularity
with matched as (
    select t.track_no, t.recording_key, t.popularity
    from tracks as t
    where {where}
),
labelled as (
    select {group}, matched.recording_key, max(matched.popularity) as popularity
    from track_genres as g
    inner join matched using (track_no)
    where {vocabulary}
    group by all
),
final as (
    select
        {group}, count(*) as n, quantile_cont(popularity, 0.25) as q1, quantile_cont(popularity, 0.5) as median,
        quantile_cont(popularity, 0.75) as q3
    from labelled as g
    group by all
    having count(*) >= $least
    order by median desc nulls last, n desc, {group}
    limit $rows
)
select * from final

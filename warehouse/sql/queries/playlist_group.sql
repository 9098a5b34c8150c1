-- One row a recording of a group of the map, the one that belongs there most first.
with final as (
    select tracks.track_no, cast(grouped.strength as double) as strength
    from track_clusters as grouped
    inner join tracks using (track_id)
    where grouped.scope = 'all' and grouped.cluster = $cluster and tracks.is_canonical
    order by grouped.strength desc, tracks.track_no
    limit $rows
)

select * from final

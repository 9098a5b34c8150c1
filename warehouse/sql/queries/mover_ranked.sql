-- One row a series that moved in its last 4 weeks against the 4 before (of popularity: between its last two dates).
with measured as (
    select
        moved.source, moved.what, moved.place, moved.item,
        coalesce(series.name, tracks.title) as name,
        coalesce(series.artists, if(moved.what = 'track', tracks.artists, null)) as artists,
        coalesce(series.track_id, tracks.track_id) as track_id,
        series.artist_id,
        moved.week, moved.lately as now, moved.before,
        if(moved.source = 'rank', moved.before - moved.lately, moved.lately - coalesce(moved.before, 0)) as absolute,
        -- A rise from next to nothing is large in relation to anything.
        case
            when moved.source = 'rank' then moved.before / moved.lately - 1
            when moved.before >= 10 then moved.lately / moved.before - 1
        end as relative,
        if(moved.source = 'rank', -moved.lately, moved.lately) as total,
        moved.spike, moved.velocity, moved.acceleration,
        series.weeks
    from mover_now as moved
    left join mover_series as series using (source, what, place, item)
    left join tracks on moved.source = 'popularity' and 'track:' || tracks.track_id = moved.item
    where moved.source = $source and moved.what = $what and ($place = '' or moved.place = $place)
),

final as (
    select *
    from measured
    where name is not null and {tracks} and {order} is not null
    order by {order} {direction}, name, item
    limit $most
)

select * from final

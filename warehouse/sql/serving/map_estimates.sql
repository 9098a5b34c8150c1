-- One row a recording without a place on the map that sound alone describes: the middle of where tracks with such values stand by t-SNE.
with promoted as (
    select run
    from raw.model_runs
    where model = 'map' and promoted
),

measured as (
    select track_id
    from raw.track_map
    semi join promoted using (run)
),

final as (
    select
        tracks.track_no,
        tracks.track_id,
        estimated.x,
        estimated.y,
        cast(row_number() over (order by hash(tracks.track_id), tracks.track_id) as integer) as draw
    from raw.track_map_estimates as estimated
    semi join promoted using (run)
    anti join measured using (track_id)
    inner join tracks on tracks.track_id = estimated.track_id
    where tracks.is_canonical
    order by draw
)

select * from final

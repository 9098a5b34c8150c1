-- One row a track, in the order of track_id; with `run` given only those that the run has no row of in the table of results.
with answered as (
    select distinct track_id
    from raw.{table}
    where run = $run
),

final as (
    select
        tracks.track_id,
        tracks.is_canonical,
        coalesce(tracks.main_artist_id, tracks.track_id) as artist_id,
        cast(tracks.popularity as double) as popularity,
        {columns}
    from tracks
    anti join answered on answered.track_id = tracks.track_id
    order by tracks.track_id
)

select * from final

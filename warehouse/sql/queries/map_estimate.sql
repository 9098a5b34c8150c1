-- One row: a recording whose place on the map is estimated, with what its card says.
with final as (
    select
        tracks.track_id,
        tracks.title,
        tracks.artists,
        tracks.genres,
        tracks.popularity,
        tracks.release_year,
        estimated.x,
        estimated.y
    from map_estimates as estimated
    inner join tracks using (track_no)
    where tracks.track_id = $track_id
)

select * from final

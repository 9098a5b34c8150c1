-- One row: a recording on the map, with what its card says.
with final as (
    select
        tracks.track_id,
        tracks.title,
        tracks.artists,
        tracks.genres,
        tracks.predicted_genre,
        tracks.popularity,
        tracks.release_year,
        placed.cluster,
        placed.strength,
        placed.x,
        placed.y,
        placed.pca_x,
        placed.pca_y
    from map_points as placed
    inner join tracks on tracks.track_no = placed.track_no
    where tracks.track_no = $track_no
)

select * from final

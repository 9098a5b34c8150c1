-- One row a chosen recording with its place and group on the map.
with final as (
    select
        tracks.track_id,
        tracks.title,
        tracks.artists,
        tracks.genres,
        tracks.popularity,
        tracks.expected_popularity,
        tracks.predicted_genre,
        placed.cluster,
        placed.strength,
        placed.{x} as x,
        placed.{y} as y
    from tracks
    inner join map_points as placed using (track_no)
    where tracks.track_no in $tracks
    order by {order}
    limit $most
)

select * from final

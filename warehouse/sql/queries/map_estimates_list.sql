-- One row a recording whose estimated place is in a box of the map, with what a list of recordings on the map has.
with final as (
    select
        tracks.track_id,
        tracks.title,
        tracks.artists,
        tracks.genres,
        tracks.popularity,
        tracks.expected_popularity,
        tracks.predicted_genre,
        cast(null as integer) as cluster,
        cast(null as float) as strength,
        estimated.x,
        estimated.y
    from map_estimates as estimated
    inner join tracks using (track_no)
    where estimated.x between $left and $right and estimated.y between $lower and $upper
    order by tracks.popularity desc nulls last, tracks.track_id
)

select * from final

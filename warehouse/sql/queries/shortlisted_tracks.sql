-- One row a track of a list that is in the catalogue, with what one knows it by and what is expected of it.
with wanted as (
    select unnest($tracks::varchar[]) as track_id
),

final as (
    select
        tracks.track_id,
        tracks.title,
        tracks.artists,
        tracks.popularity,
        tracks.genres,
        tracks.expected_popularity,
        tracks.predicted_genre
    from tracks
    semi join wanted using (track_id)
    order by tracks.track_id
)

select * from final

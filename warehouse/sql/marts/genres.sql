-- One row a vocabulary and genre: its tracks, and the middle half of the popularity of its recordings.
-- A recording counts once in a genre, at its highest popularity among the genre's tracks.
with recordings as (
    select
        track_genres.vocabulary,
        track_genres.genre,
        any_value(track_genres.family) as family,
        count(*) as tracks,
        max(track_order.popularity) as popularity
    from track_genres
    join track_order using (track_no)
    group by track_genres.vocabulary, track_genres.genre, track_order.recording_key
),

final as (
    select
        vocabulary,
        genre,
        any_value(family) as family,
        sum(tracks)::bigint as tracks,
        count(*) as recordings,
        quantile_cont(popularity, 0.25) as q1_popularity,
        median(popularity) as median_popularity,
        quantile_cont(popularity, 0.75) as q3_popularity
    from recordings
    group by vocabulary, genre
    order by vocabulary, genre
)

select * from final

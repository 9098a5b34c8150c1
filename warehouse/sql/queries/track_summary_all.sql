-- one row: the figures of all tracks, from what is already counted; the same as track_summary.sql without a filter
with figures as (
    select
        count(*) as tracks,
        count(*) filter (where is_canonical) as recordings,
        count(popularity) filter (where is_canonical) as measured,
        quantile_cont(popularity, 0.25) filter (where is_canonical) as q1_popularity,
        quantile_cont(popularity, 0.5) filter (where is_canonical) as median_popularity,
        quantile_cont(popularity, 0.75) filter (where is_canonical) as q3_popularity,
        count(*) filter (where is_canonical and popularity >= $threshold) as hits,
        count(*) filter (where is_canonical and popularity = 0) as zero_popularity
    from tracks
),
performers as (
    select count(*) as artists
    from artists
),
labels as (
    select count(*) as genres
    from genres
    where vocabulary = $vocabulary
),
final as (
    select
        figures.tracks, figures.recordings, figures.tracks - figures.recordings as merged_repeats,
        performers.artists, labels.genres, $vocabulary as vocabulary,
        figures.measured, figures.q1_popularity, figures.median_popularity, figures.q3_popularity,
        figures.hits, figures.hits / nullif(figures.measured, 0) as hit_share, figures.zero_popularity
    from figures, performers, labels
)
select * from final

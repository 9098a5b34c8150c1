-- One row a genre family, over all vocabularies: its tracks, and the middle half of the popularity of its recordings.
-- A recording counts once in a family, at its highest popularity among the family's tracks.
with recordings as (
    select
        track_genres.family,
        count(distinct track_genres.track_no) as tracks,
        max(track_order.popularity) as popularity
    from track_genres
    join track_order using (track_no)
    group by track_genres.family, track_order.recording_key
),

final as (
    select
        family,
        sum(tracks)::bigint as tracks,
        count(*) as recordings,
        quantile_cont(popularity, 0.25) as q1_popularity,
        median(popularity) as median_popularity,
        quantile_cont(popularity, 0.75) as q3_popularity
    from recordings
    group by family
    order by family
)

select * from final

-- One row a vocabulary and genre: tracks, and the middle half of their popularity (recordings counted once).
with final as (
    select
        vocabulary,
        genre,
        any_value(family) as family,
        count(*) as tracks,
        median(popularity) filter (is_canonical) as median_popularity,
        quantile_cont(popularity, 0.25) filter (is_canonical) as q1_popularity,
        quantile_cont(popularity, 0.75) filter (is_canonical) as q3_popularity
    from track_genres
    join tracks using (track_no)
    group by vocabulary, genre
    order by vocabulary, genre
)

select * from final

-- One row an artist: how many tracks and recordings, how popular, which genres.
with counted as (
    select
        artist_id,
        any_value(track_artists.name) as name,
        count(*) as tracks,
        count(distinct recording_key) as recordings,
        median(popularity) filter (is_canonical) as median_popularity,
        max(popularity) as top_popularity
    from track_artists
    join tracks using (track_no)
    group by artist_id
),

labelled as (
    select artist_id, genre, count(*) as tracks
    from track_artists
    join track_genres using (track_no)
    group by all
),

genres as (
    select artist_id, string_agg(genre, '; ' order by tracks desc, genre) as genres
    from (
        select *
        from labelled
        qualify row_number() over (partition by artist_id order by tracks desc, genre) <= 5
    )
    group by artist_id
),

final as (
    select counted.*, lower(strip_accents(name)) as search_text, genres.genres
    from counted
    left join genres using (artist_id)
    order by top_popularity desc nulls last, tracks desc, artist_id
)

select * from final

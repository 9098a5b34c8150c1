-- One row an artist: how many tracks and recordings, how popular, and the five genres with most of the tracks.
with recordings as (
    select
        artist_id,
        recording_key,
        any_value(track_artists.name) as name,
        count(*) as tracks,
        max(popularity) as top_popularity,
        max(popularity) filter (is_canonical) as canonical_popularity
    from track_artists
    join track_order using (track_no)
    group by artist_id, recording_key
),

counted as (
    select
        artist_id,
        any_value(name) as name,
        sum(tracks)::bigint as tracks,
        count(*) as recordings,
        median(canonical_popularity) as median_popularity,
        max(top_popularity) as top_popularity
    from recordings
    group by artist_id
),

numbered as (
    select genre, row_number() over (order by genre) as genre_no
    from (select distinct genre from track_genres)
),

labelled as (
    select artist_id, genre_no, count(*) as tracks
    from track_artists
    join track_genres using (track_no)
    join numbered using (genre)
    group by artist_id, genre_no
),

-- The most tracks first, then the genre's name: as one number, because a window over texts costs four times as much.
foremost as (
    select artist_id, max(tracks * 1000000 - genre_no, 5) as places
    from labelled
    group by artist_id
),

named as (
    select artist_id, array_to_string(list_transform(places, lambda place: names[1000000 - place % 1000000]), '; ') as genres
    from foremost
    cross join (select list(genre order by genre) as names from numbered)
),

final as (
    select counted.*, lower(strip_accents(counted.name)) as search_text, named.genres
    from counted
    left join named using (artist_id)
    order by top_popularity desc nulls last, tracks desc, artist_id
)

select * from final

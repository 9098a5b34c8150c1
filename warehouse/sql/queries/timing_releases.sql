-- One row a release (an artist's recordings of one album and day): when, how popular on average, how bright, in which genre.
-- Recordings at popularity 0 are left out: they are dead duplicates and what is not available, not what nobody wants.
with known as (
    select max(as_of) as as_of
    from loads
),

vocabulary as (
    select vocabulary as name
    from vocabularies
    where is_default
),

first_genres as (
    select track_no, min(genre) as genre
    from track_genres, vocabulary
    where vocabulary = name
    group by track_no
),

final as (
    select
        tracks.main_artist as artist,
        coalesce(tracks.album, tracks.title) as release,
        tracks.release_date as released,
        coalesce(first_genres.genre, 'untagged') as genre,
        avg(tracks.popularity) as popularity,
        avg(tracks.valence) as valence,
        count(*) as recordings,
        date_diff('day', tracks.release_date, any_value(known.as_of)) / 365.25 as age
    from tracks
    cross join known
    left join first_genres using (track_no)
    where tracks.is_canonical and tracks.release_precision = 'day' and tracks.main_artist is not null
        and tracks.popularity > 0 and tracks.release_date <= known.as_of
    group by artist, release, released, first_genres.genre
    order by artist, released, release, genre
)

select * from final

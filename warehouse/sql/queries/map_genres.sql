-- One row a genre of the default vocabulary among the chosen recordings: how many, and how many times the map's share that is.
with labelled as (
    select distinct placed.track_no, track_genres.genre
    from map_points as placed
    inner join track_genres using (track_no)
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
),

shares as (
    select genre, count(*) / (select count(*) from map_points) as share
    from labelled
    group by genre
),

counted as (
    select genre, count(*) as n
    from labelled
    where track_no in $tracks
    group by genre
),

final as (
    select counted.genre, counted.n, counted.n / $size / shares.share as times
    from counted
    inner join shares using (genre)
    where counted.n >= $least and counted.n / $size > shares.share
    order by times desc, counted.genre
    limit $most
)

select * from final

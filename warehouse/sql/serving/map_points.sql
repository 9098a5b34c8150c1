-- One row a recording on the map: where it stands, what it can be coloured by, and its place in a draw that takes from every group in proportion.
with promoted as (
    select run
    from raw.model_runs
    where model = 'map' and promoted
),

grouped as (
    select track_id, cluster, strength
    from track_clusters
    where scope = 'all'
),

first_families as (
    select track_genres.track_no, min(track_genres.family) as family
    from track_genres
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
    group by track_genres.track_no
),

coloured as (
    select
        tracks.track_no,
        tracks.track_id,
        placed.x,
        placed.y,
        placed.pca_x,
        placed.pca_y,
        placed.learned,
        first_families.family,
        tracks.predicted_family,
        tracks.predicted_genre,
        grouped.cluster,
        grouped.strength,
        cast(tracks.popularity as float) as popularity,
        cast(tracks.release_year as float) as release_year
    from raw.track_map as placed
    semi join promoted using (run)
    inner join tracks on tracks.track_id = placed.track_id
    left join first_families on first_families.track_no = tracks.track_no
    left join grouped on grouped.track_id = placed.track_id
    where tracks.is_canonical
),

stratified as (
    select
        *,
        row_number() over (partition by cluster order by hash(track_id), track_id)
        / count(*) over (partition by cluster) as share
    from coloured
),

final as (
    select
        * exclude (share),
        cast(row_number() over (order by share, hash(track_id), track_id) as integer) as draw
    from stratified
    order by draw
)

select * from final

-- one row: a popularity and what has it among all tracks, as track_summary.sql without a filter, from what is already counted
-- only recordings are counted by level: the other tracks of all of them stand in the row without a popularity
with levels as (
    select unnest(range(0, 101)) as popularity, unnest(popularity_counts) as recordings
    from catalogue
),
measured as (
    select cast(sum(recordings) as bigint) as recordings
    from levels
),
counted as (
    select popularity, 0 as tracks, recordings
    from levels
    where recordings > 0
    union all
    select null as popularity, catalogue.tracks, catalogue.recordings - measured.recordings as recordings
    from catalogue, measured
),
labels as (
    select count(*) as genres
    from genres
    where vocabulary = $vocabulary
),
final as (
    select counted.popularity, counted.tracks, counted.recordings, catalogue.artists, labels.genres
    from counted, catalogue, labels
    order by counted.popularity
)
select * from final

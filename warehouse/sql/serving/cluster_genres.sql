-- One row a scope, group and genre of the default vocabulary: recordings of the group that have it, and how many times the catalogue's share that is.
with recordings as (
    select track_id, track_no
    from tracks
    where is_canonical
),

labelled as (
    select distinct recordings.track_id, track_genres.genre
    from track_genres
    inner join recordings using (track_no)
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
),

sizes as (
    select assigned.scope, assigned.cluster, count(*) as members
    from track_clusters as assigned
    semi join recordings using (track_id)
    group by assigned.scope, assigned.cluster
),

shares as (
    select genre, count(*) / (select count(*) from recordings) as share
    from labelled
    group by genre
),

counted as (
    select assigned.scope, assigned.cluster, labelled.genre, count(*) as n
    from track_clusters as assigned
    inner join labelled using (track_id)
    group by assigned.scope, assigned.cluster, labelled.genre
),

final as (
    select
        counted.scope,
        counted.cluster,
        counted.genre,
        counted.n,
        counted.n / sizes.members as share,
        counted.n / sizes.members / shares.share as times
    from counted
    inner join sizes using (scope, cluster)
    inner join shares using (genre)
    order by counted.scope, counted.cluster, counted.n desc, counted.genre
)

select * from final

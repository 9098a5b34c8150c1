-- One row a track that several loads have: of every column the newest value that is not missing, and all its collections.
-- The two columns of artists come from one load, and so do those of the release: they are parts of a whole.
with repeated as (
    select track_id
    from raw.tracks
    group by track_id
    having count(*) > 1
),

dated as (
    select
        tracks.*,
        sources.collection,
        sources.recency,
        -- A load that has a date goes before one that has only a year.
        sources.recency + if(tracks.release_date is null, 0, 1000000000) as release_recency
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
    semi join repeated using (track_id)
),

final as (
    select
        track_id,
        array_to_string(list_sort(list_distinct(list(collection))), '; ') as collection,
        arg_max_null(columns('^(artist_names|artists)$'), recency) filter (artist_names is not null),
        arg_max_null(release_precision, release_recency)
            filter (release_date is not null or release_precision is not null) as release_precision,
        max_by(
            columns(lambda name: starts_with(name, 'release_') and name not in ('release_precision', 'release_recency')),
            release_recency
        ),
        max_by(
            columns(
                lambda name: name not in ('track_id', 'collection', 'recency', 'artist_names', 'artists')
                    and not starts_with(name, 'release_')
            ),
            recency
        )
    from dated
    group by track_id
)

select * from final

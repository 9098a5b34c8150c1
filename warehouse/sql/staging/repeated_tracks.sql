-- One row a track that several loads have: of every column the newest value that is not missing, and all its collections.
-- The two columns of artists come from one load, and so do those of the release: they are parts of a whole.
-- Millions of tracks may have two loads: lists are fetched by a join and made only for three and more, because to aggregate
-- them costs as much as all other columns.
with repeated as (
    select track_id
    from raw.tracks
    group by track_id
    having count(*) > 1
),

dated as (
    select
        tracks.* exclude (artist_names, artists),
        sources.collection,
        sources.recency,
        if(tracks.artist_names is null, 0, sources.recency) as artists_recency,
        -- A load that has a date goes before one that has only a year.
        sources.recency + if(tracks.release_date is null, 0, 1000000000) as release_recency
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
    semi join repeated using (track_id)
),

merged as (
    select
        track_id,
        min(collection) as first_collection,
        max(collection) as last_collection,
        max(artists_recency) as artists_recency,
        arg_max_null(release_precision, release_recency)
            filter (release_date is not null or release_precision is not null) as release_precision,
        max_by(
            columns(lambda name: starts_with(name, 'release_') and name not in ('release_precision', 'release_recency')),
            release_recency
        ),
        max_by(
            columns(
                lambda name: name not in ('track_id', 'collection', 'recency', 'artists_recency')
                    and not starts_with(name, 'release_')
            ),
            recency
        )
    from dated
    group by track_id
),

credited as (
    select tracks.track_id, sources.recency as artists_recency, tracks.artist_names, tracks.artists
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
),

collected as (
    select tracks.track_id, array_to_string(list_sort(list_distinct(list(sources.collection))), '; ') as collections
    from raw.tracks as tracks
    join track_sources as sources using (load_id)
    semi join (select track_id from raw.tracks group by track_id having count(*) > 2) using (track_id)
    group by tracks.track_id
),

final as (
    select
        merged.* exclude (artists_recency, first_collection, last_collection),
        credited.artist_names,
        credited.artists,
        coalesce(
            collected.collections,
            if(first_collection = last_collection, first_collection, first_collection || '; ' || last_collection)
        ) as collection
    from merged
    left join credited using (track_id, artists_recency)
    left join collected using (track_id)
)

select * from final

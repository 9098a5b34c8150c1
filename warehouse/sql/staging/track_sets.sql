-- One row a track: its genres and its collections, each joined to one text.
-- Lists are made only for tracks with several: for millions of tracks they cost much memory.
with collected as (
    select tracks.track_id, loads.collection as name
    from raw.tracks as tracks
    join raw.loads as loads using (load_id)
),

placed as (
    select track_id, min(name) as collection, min(name) <> max(name) as has_several
    from collected
    group by track_id
),

several_collections as (
    select track_id, array_to_string(list_sort(list_distinct(list(name))), '; ') as collection
    from collected
    semi join (select track_id from placed where has_several) using (track_id)
    group by track_id
),

labelled as (
    select track_id, min(genre) as genres, min(genre) <> max(genre) as has_several
    from current_labels
    group by track_id
),

several_genres as (
    select track_id, array_to_string(list_sort(list_distinct(list(genre))), '; ') as genres
    from current_labels
    semi join (select track_id from labelled where has_several) using (track_id)
    group by track_id
),

final as (
    select
        placed.track_id,
        coalesce(several_genres.genres, labelled.genres) as genres,
        coalesce(several_collections.collection, placed.collection) as collection
    from placed
    left join labelled using (track_id)
    left join several_genres using (track_id)
    left join several_collections using (track_id)
)

select * from final

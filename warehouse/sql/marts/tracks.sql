-- One row a track, in the order of popularity; what every page reads.
with genres as (
    select track_id, string_agg(distinct genre, '; ' order by genre) as genres
    from current_labels
    group by track_id
),

collections as (
    select tracks.track_id, string_agg(distinct loads.collection, '; ' order by loads.collection) as collection
    from raw.tracks as tracks
    join raw.loads as loads using (load_id)
    group by tracks.track_id
),

final as (
    select
        named.* exclude (main_artist, main_artist_id, recording_key, search_text),
        genres.genres,
        promoted.predicted_genre,
        promoted.genre_confidence,
        collections.collection,
        named.main_artist,
        named.main_artist_id,
        named.recording_key,
        row_number() over (
            partition by named.recording_key
            order by named.popularity desc nulls last, named.track_id
        ) = 1 as is_canonical,
        named.search_text,
        row_number() over (order by named.popularity desc nulls last, named.track_id)::integer as track_no
    from named_tracks as named
    left join genres using (track_id)
    left join collections using (track_id)
    left join promoted_genres as promoted using (track_id)
    order by track_no
)

select * from final

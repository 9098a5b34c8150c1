-- One row a track, in the order of popularity; what every page reads.
-- Left joins, because DuckDB may hold in memory either side of an inner one, and one side is wide. What can be worked out of
-- a row is worked out after the sort, which then carries less.
with ordered as (
    select
        current_tracks.* exclude (load_id, line, artist_names, collection),
        track_sets.genres,
        promoted.predicted_genre,
        promoted.genre_confidence,
        promoted.predicted_family,
        expected.expected_popularity,
        current_tracks.collection,
        current_tracks.artist_names[1] as main_artist,
        track_order.recording_key,
        track_order.is_canonical,
        track_order.recording_tracks,
        track_artists.artist_no as main_artist_no,
        len(current_tracks.artist_names) > 1 as has_guests,
        track_label_sets.label_set,
        track_order.track_no
    from current_tracks
    left join track_order using (track_id)
    left join track_sets using (track_no)
    left join track_artists on track_artists.track_no = track_order.track_no and track_artists.position = 1
    left join track_label_sets on track_label_sets.track_no = track_order.track_no
    left join promoted_genres as promoted using (track_id)
    left join promoted_popularity as expected using (track_id)
    order by track_order.track_no
),

final as (
    select
        * exclude (recording_key, is_canonical, recording_tracks, main_artist_no, has_guests, label_set, track_no),
        left(md5(main_artist), 12) as main_artist_id,
        recording_key,
        is_canonical,
        recording_tracks,
        main_artist_no,
        has_guests,
        label_set,
        lower(strip_accents(title || ' ' || artists)) as search_text,
        track_no
    from ordered
)

select * from final

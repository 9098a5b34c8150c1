-- One row a track, in the order of popularity; what every page reads.
with final as (
    select
        named.* exclude (main_artist, main_artist_id, recording_key, search_text),
        track_sets.genres,
        promoted.predicted_genre,
        promoted.genre_confidence,
        track_sets.collection,
        named.main_artist,
        named.main_artist_id,
        named.recording_key,
        track_order.is_canonical,
        named.search_text,
        track_order.track_no
    from named_tracks as named
    join track_order using (track_id)
    join track_sets using (track_id)
    left join promoted_genres as promoted using (track_id)
    order by track_order.track_no
)

select * from final

-- One row a track, vocabulary and genre.
with final as (
    select tracks.track_no, labels.track_id, labels.vocabulary, labels.genre, labels.family
    from current_labels as labels
    join tracks using (track_id)
    order by labels.vocabulary, labels.genre, tracks.track_no
)

select * from final

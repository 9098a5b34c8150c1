-- One row a track, vocabulary and genre, genre by genre.
with numbered as (
    select vocabulary, genre, row_number() over (order by vocabulary, genre) as genre_no
    from (select distinct vocabulary, genre from raw.labels)
),

final as (
    select track_order.track_no, labels.track_id, labels.vocabulary, labels.genre, labels.family
    from current_labels as labels
    join numbered using (vocabulary, genre)
    join track_order using (track_id)
    -- A number sorts in a third of the time that two texts take.
    order by numbered.genre_no, track_order.track_no
)

select * from final

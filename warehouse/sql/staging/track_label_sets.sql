-- One row a track that has genres: the number of its set of labels, which tracks with the same labels share.
-- Labels are added up as numbers, because a list for each of millions of tracks costs much memory.
with added as (
    select track_no, sum(hash(vocabulary, genre)) as labels
    from track_genres
    group by track_no
),

numbered as (
    select labels, row_number() over (order by min(track_no))::integer as label_set
    from added
    group by labels
),

final as (
    select added.track_no, numbered.label_set
    from added
    join numbered using (labels)
)

select * from final

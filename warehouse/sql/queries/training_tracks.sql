-- One row a track that has a genre in one vocabulary.
with labelled as (
    select distinct track_id
    from track_genres
    where vocabulary = $vocabulary
),

final as (
    select tracks.*
    from tracks
    semi join labelled using (track_id)
)

select * from final

-- One row a set of labels that tracks have, and label in it: what makes counting by genre a matter of few rows.
with firsts as (
    select label_set, min(track_no) as track_no
    from track_label_sets
    group by label_set
),

final as (
    select firsts.label_set, track_genres.vocabulary, track_genres.genre, track_genres.family
    from firsts
    join track_genres using (track_no)
    order by firsts.label_set, track_genres.vocabulary, track_genres.genre
)

select * from final

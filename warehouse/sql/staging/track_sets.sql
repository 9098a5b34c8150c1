-- One row a track that has genres: its genres, joined to one text.
-- Lists are made only for tracks with several: for millions of tracks they cost much memory.
with labelled as (
    select track_no, min(genre) as genres, min(genre) <> max(genre) as has_several
    from track_genres
    group by track_no
),

several as (
    select track_no, array_to_string(list_sort(list_distinct(list(genre))), '; ') as genres
    from track_genres
    semi join (select track_no from labelled where has_several) using (track_no)
    group by track_no
),

final as (
    select track_no, coalesce(several.genres, labelled.genres) as genres
    from labelled
    left join several using (track_no)
)

select * from final

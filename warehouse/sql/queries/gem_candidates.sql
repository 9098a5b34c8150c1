-- One row a recording whose popularity is known and was also expected by a model that had not seen it: both, with its genre and release years.
with first_genres as (
    select track_genres.track_no, min(track_genres.genre) as genre
    from track_genres
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
    group by track_genres.track_no
),

final as (
    select
        tracks.track_no,
        tracks.track_id,
        first_genres.genre,
        cast(tracks.release_year // 5 * 5 as double) as years,
        cast(tracks.popularity as double) as popularity,
        answers.expected,
        answers.zero,
        answers.low,
        answers.high
    from tracks
    inner join popularity_oof as answers on answers.track_id = tracks.track_id
    inner join first_genres on first_genres.track_no = tracks.track_no
    where tracks.is_canonical and tracks.popularity is not null
    order by tracks.track_no
)

select * from final

-- One row a recording whose popularity is known and was also expected by a model that had not seen it: both, with its genre and release years.
-- Genres are looked at of these alone: before a model has answered there are none, and the genres of all tracks are millions.
with judged as (
    select
        tracks.track_no, tracks.track_id, tracks.release_year, tracks.popularity, answers.expected, answers.zero, answers.low,
        answers.high
    from tracks
    inner join popularity_oof as answers on answers.track_id = tracks.track_id
    where tracks.is_canonical and tracks.popularity is not null
),

first_genres as (
    select track_genres.track_no, min(track_genres.genre) as genre
    from track_genres
    semi join judged using (track_no)
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
    group by track_genres.track_no
),

final as (
    select
        judged.track_no,
        judged.track_id,
        first_genres.genre,
        cast(judged.release_year // 5 * 5 as double) as years,
        cast(judged.popularity as double) as popularity,
        judged.expected,
        judged.zero,
        judged.low,
        judged.high
    from judged
    inner join first_genres on first_genres.track_no = judged.track_no
    order by judged.track_no
)

select * from final

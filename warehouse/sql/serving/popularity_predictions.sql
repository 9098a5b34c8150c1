-- One row a track: the popularity that the promoted model expects, and where that stands in its first genre and its five release years.
with promoted as (
    select run
    from raw.model_runs
    where model = 'popularity' and promoted
),

first_genres as (
    select track_genres.track_id, min(track_genres.genre) as genre
    from track_genres
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
    group by track_genres.track_id
),

placed as (
    select predictions.*, first_genres.genre, tracks.release_year // 5 * 5 as cohort
    from raw.popularity_predictions as predictions
    semi join promoted using (run)
    inner join tracks on tracks.track_id = predictions.track_id
    left join first_genres on first_genres.track_id = predictions.track_id
),

final as (
    select
        track_id,
        run,
        zero,
        level,
        expected,
        low,
        high,
        known,
        out_of_fold,
        case when genre is not null then 100 * percent_rank() over (partition by genre order by expected) end
            as percentile_genre,
        case when cohort is not null then 100 * percent_rank() over (partition by cohort order by expected) end
            as percentile_cohort
    from placed
    order by track_id
)

select * from final

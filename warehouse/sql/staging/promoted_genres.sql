-- One row a track: the promoted genre model's first choice, where there is a promoted model.
with promoted as (
    select run
    from raw.model_runs
    where model = 'genre' and promoted
),

final as (
    select
        track_id,
        case when sure then genre end as predicted_genre,
        probability as genre_confidence
    from raw.genre_predictions
    semi join promoted using (run)
    where rank = 1
)

select * from final

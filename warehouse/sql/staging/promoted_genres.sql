-- One row a track: the promoted genre model's first choice and its family, where there is a promoted model.
with promoted as (
    select run
    from raw.model_runs
    where model = 'genre' and promoted
),

families as (
    select track_id, family as predicted_family
    from raw.genre_answers
    semi join promoted using (run)
    where family_sure
),

final as (
    select
        predictions.track_id,
        case when predictions.sure then predictions.genre end as predicted_genre,
        predictions.probability as genre_confidence,
        families.predicted_family
    from raw.genre_predictions as predictions
    semi join promoted using (run)
    left join families using (track_id)
    where predictions.rank = 1
)

select * from final

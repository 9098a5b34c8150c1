-- One row a track: the popularity that the promoted model expects, where there is a promoted model.
with promoted as (
    select run
    from raw.model_runs
    where model = 'popularity' and promoted
),

final as (
    select track_id, round(expected, 1) as expected_popularity
    from raw.popularity_predictions
    semi join promoted using (run)
)

select * from final

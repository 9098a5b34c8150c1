-- One row a track and rank: the promoted genre model's likeliest genres.
with promoted as (
    select run
    from raw.model_runs
    where model = 'genre' and promoted
),

final as (
    select predictions.*
    from raw.genre_predictions as predictions
    semi join promoted using (run)
    order by track_id, rank
)

select * from final

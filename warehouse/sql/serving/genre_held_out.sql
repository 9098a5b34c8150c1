-- One row a held-out track and genre that its answer is counted for: what the promoted genre model, when it had not seen the track, answered first.
with promoted as (
    select run
    from raw.model_runs
    where model = 'genre' and promoted
),

final as (
    select answers.*
    from raw.genre_held_out as answers
    semi join promoted using (run)
    order by genre, answered, track_id
)

select * from final

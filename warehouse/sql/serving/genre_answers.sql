-- One row a track: the family that the promoted genre model finds most likely, and how unusual the track is.
with promoted as (
    select run
    from raw.model_runs
    where model = 'genre' and promoted
),

final as (
    select answers.*
    from raw.genre_answers as answers
    semi join promoted using (run)
    order by track_id
)

select * from final

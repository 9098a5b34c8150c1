-- One row a track: the popularity that a model expects which had not seen the track.
with promoted as (
    select run
    from raw.model_runs
    where model = 'oof' and promoted
),

final as (
    select answers.*
    from raw.popularity_oof as answers
    semi join promoted using (run)
    order by track_id
)

select * from final

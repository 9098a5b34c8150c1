-- One row a track and one of its genres: what a genre model that had not seen the track finds instead; the family is that of the tag.
with promoted as (
    select run
    from raw.model_runs
    where model = 'oof' and promoted
),

final as (
    select answers.*
    from raw.genre_oof as answers
    semi join promoted using (run)
    order by track_id, genre
)

select * from final

-- one row: a run of a model with its card, the newest first
with final as (
    select model, run, promoted, trained_at, seconds, card
    from model_runs
    order by trained_at desc, run desc
)
select * from final

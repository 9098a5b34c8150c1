-- one row: how many tags and tracks have been judged by a model that had not seen them
with final as (
    select count(*) as tags, count(distinct track_id) as tracks, max(run) as run, max(vocabulary) as vocabulary
    from genre_oof
)
select * from final

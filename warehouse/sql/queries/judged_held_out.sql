-- one row: how many held-out tracks the promoted genre model's answers are kept of
with final as (
    select count(distinct track_id) as tracks
    from genre_held_out
)
select * from final

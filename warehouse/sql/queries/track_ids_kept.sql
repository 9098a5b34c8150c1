-- One row a track that a filter keeps: its id.
with final as (
    select t.track_id
    from tracks as t
    where {where}
)

select * from final

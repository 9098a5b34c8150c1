-- One row a track that a filter keeps: its number.
with final as (
    select t.track_no
    from tracks as t
    where {where}
    order by t.track_no
)

select * from final

-- One row a track that a filter keeps: how well known it is, and a number from 0 to 1 that is drawn by its id.
with final as (
    select
        t.track_no,
        cast(t.popularity as float) as popularity,
        cast(hash(t.track_id) / 18446744073709551616 as float) as draw
    from tracks as t
    where {where}
    order by t.track_no
)

select * from final

-- One row a recording: its canonical track, how well known it is, and its measured features.
with final as (
    select t.track_no, cast(t.popularity as float) as popularity{columns}
    from tracks as t
    where t.is_canonical
    order by t.track_no
)

select * from final

-- One row a recording: the place of its canonical track in the space of measured features.
with final as (
    select {columns}
    from tracks as t
    where t.is_canonical
    order by t.track_no
)
select * from final

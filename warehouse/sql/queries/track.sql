-- one row: the track
with final as (
    select {columns}
    from tracks as t
    where t.track_id = $track_id
)
select * from final

-- one row: a load that has the track, the newest first, with the line of its file
with final as (
    select
        loads.load_id, loads.file, track_loads.line, loads.kind, loads.collection, loads.vocabulary,
        loads.as_of, loads.as_of_assumed, loads.loaded_at
    from track_loads
    inner join loads using (load_id)
    where track_loads.track_id = $track_id
    order by loads.load_id desc
)
select * from final

-- one row: the popularity of the track in one load, the oldest date first
with final as (
    select popularity_history.as_of, popularity_history.as_of_assumed, popularity_history.popularity, popularity_history.load_id, loads.file
    from popularity_history
    left join loads using (load_id)
    where popularity_history.track_id = $track_id
    order by popularity_history.as_of, popularity_history.load_id
)
select * from final

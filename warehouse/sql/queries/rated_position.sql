-- One row: how many tracks have a popularity, and how many of those come before a track in the order of their ids.
with final as (
    select count(*) as rated, count(*) filter (where track_id < $track_id) as place
    from tracks
    where popularity is not null
)

select * from final

-- One row a listener: plays that count, of how many items, and by time of day (UTC) where plays have a time.
with by_time as (
    select
        listener_no,
        coalesce(sum(plays_counted) filter (is_timed), 0)::double as timed,
        coalesce(sum(plays_counted) filter (is_timed and hour(played_at) < 6), 0)::double as night,
        coalesce(sum(plays_counted) filter (is_timed and hour(played_at) between 6 and 11), 0)::double as morning,
        coalesce(sum(plays_counted) filter (is_timed and hour(played_at) between 12 and 17), 0)::double as afternoon,
        coalesce(sum(plays_counted) filter (is_timed and hour(played_at) >= 18), 0)::double as evening
    from plays_marked
    group by listener_no
),

heard as (
    select listener_no, sum(plays_counted)::double as plays, count(*) filter (plays_counted > 0)::double as items
    from listener_items
    group by listener_no
),

final as (
    select heard.listener_no, heard.plays, heard.items, by_time.* exclude (listener_no)
    from heard
    left join by_time using (listener_no)
    order by heard.listener_no
)

select * from final

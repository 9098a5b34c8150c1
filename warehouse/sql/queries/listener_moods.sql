-- One row a listener and mood: mean membership of the tracks that were played, each play counted.
with final as (
    select
        heard.listener_no,
        moods.mood,
        (sum(heard.plays_counted * moods.membership) / max(listeners.plays_counted))::double as amount
    from listener_items as heard
    inner join play_items as items on items.item_no = heard.item_no and items.item_kind = 'track'
    inner join tracks on tracks.track_id = items.track_id
    inner join track_moods as moods on moods.track_no = tracks.track_no
    inner join (
        select listener_no, sum(plays_counted) as plays_counted
        from listener_items
        group by listener_no
    ) as listeners on listeners.listener_no = heard.listener_no
    where heard.plays_counted > 0
    group by heard.listener_no, moods.mood
    order by heard.listener_no, moods.mood
)

select * from final

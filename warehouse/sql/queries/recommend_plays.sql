-- One row a listener and an item of the chosen ones, with the plays that count.
with final as (
    select listeners.listener, chosen.place, listener_items.plays_counted as plays
    from listener_items
    join play_listeners as listeners using (listener_no)
    join ({chosen}) as chosen using (item_no)
    where listener_items.plays_counted > 0
    order by listeners.listener, chosen.place
)

select * from final

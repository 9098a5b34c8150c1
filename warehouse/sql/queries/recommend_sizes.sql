-- One row a source of taste and a kind of item: how many pairs of a listener or playlist and an item there are.
with final as (
    select 'plays' as source, play_items.item_kind as kind, count(*) as pairs
    from listener_items
    join play_items using (item_no)
    where listener_items.plays_counted > 0
    group by play_items.item_kind
    union all
    select 'playlists' as source, 'track' as kind, count(*) as pairs
    from playlist_tracks
)

select * from final

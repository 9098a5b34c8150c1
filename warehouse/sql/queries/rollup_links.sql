-- One row an item in the words of the events: the number of the item it is.
with final as (
    select words.track_id, words.title, words.artist, words.artist_id, items.item_no
    from play_words as words
    join linked_play_sources as sources
        on sources.source_item = source_item(words.track_id, words.title, words.artist, words.artist_id)
    join play_items as items using (item)
)

select * from final

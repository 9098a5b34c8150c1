-- One row an item of one kind (artist or track) of which some play counts, with the artist or track of the catalogue it is.
with heard as (
    select distinct item_no
    from listener_items
    where plays_counted > 0
),

final as (
    select
        row_number() over (order by play_items.item) - 1 as place,
        play_items.item_no,
        play_items.item,
        coalesce(play_items.track_id, play_items.artist_id, play_items.item) as id,
        play_items.track_id,
        play_items.artist_id,
        play_items.artist,
        play_items.title
    from play_items
    semi join heard using (item_no)
    where play_items.item_kind = $kind
)

select * from final

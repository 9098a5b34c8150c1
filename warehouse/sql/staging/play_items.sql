-- One row an item that is played: a track or an artist, of the catalogue or not, in the words of most of its sources.
with final as (
    select item, item_kind, track_id, title, artist_key, artist_id, artist
    from linked_play_sources
    qualify row_number() over (partition by item order by rows desc, source_item) = 1
)

select * from final

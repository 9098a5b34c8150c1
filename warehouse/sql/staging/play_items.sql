-- One row an item that is played: a track or an artist, of the catalogue or not, in the words of most of its sources.
-- Its number, and that of its artist, is what the rollups know it by.
with worded as (
    select item, item_kind, track_id, title, artist_key, artist_id, artist
    from linked_play_sources
    qualify row_number() over (partition by item order by rows desc, source_item) = 1
),

final as (
    select
        row_number() over (order by item) as item_no,
        case when artist_key is not null then dense_rank() over (order by artist_key nulls last) end as artist_no,
        *
    from worded
)

select * from final

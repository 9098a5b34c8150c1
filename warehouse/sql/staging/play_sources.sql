-- One row an item as the sources of plays name it: an id, a title with an artist, or an artist, in the words of most rows.
with told as (
    select track_id, title, artist, artist_id, sum(rows)::bigint as rows
    from play_words
    group by all
),

final as (
    select
        source_item(told.track_id, told.title, told.artist, told.artist_id) as source_item,
        told.track_id,
        told.title,
        coalesce(told.artist, names.name) as artist,
        told.artist_id,
        told.rows
    from told
    left join current_names as names on names.entity = 'artist' and names.id = told.artist_id
    qualify row_number() over (
        partition by source_item(told.track_id, told.title, told.artist, told.artist_id)
        order by told.rows desc, told.title, told.artist, told.artist_id
    ) = 1
)

select * from final

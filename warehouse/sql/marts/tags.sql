-- One row an item (a track or an artist) and a tag of it: how often it was given, by how many listeners.
-- An id for which no file has the name stands for itself.
with named as (
    select
        tags.load_id,
        loads.as_of,
        tags.line,
        case when tags.track_id is not null then 'track' else 'artist' end as item_kind,
        tags.track_id,
        coalesce(tags.artist, artist_names.name, tags.artist_id) as artist,
        lower(trim(coalesce(tags.tag, tag_names.name, tags.tag_id))) as tag,
        tags.listener,
        tags.tagged_on,
        tags.uses
    from raw.tags as tags
    join raw.loads as loads using (load_id)
    left join current_names as artist_names on artist_names.entity = 'artist' and artist_names.id = tags.artist_id
    left join current_names as tag_names on tag_names.entity = 'tag' and tag_names.id = tags.tag_id
),

-- A listener gives a tag to an item once, however many files say so; a count without listeners is the newest one.
given as (
    select item_kind, coalesce(track_id, artist) as item, artist, tag, listener, uses
    from named
    qualify row_number() over (
        partition by item_kind, coalesce(track_id, artist), tag, listener
        order by as_of desc, load_id desc, line
    ) = 1
),

counted as (
    select
        item_kind,
        item,
        any_value(artist) as artist,
        tag,
        sum(uses)::bigint as uses,
        count(distinct listener) as listeners
    from given
    group by item_kind, item, tag
),

known_artists as (
    select artist_keys.artist_key, arg_max(artists.artist_id, (artists.tracks, artists.artist_id)) as artist_id
    from artists
    join artist_keys using (artist_id)
    group by artist_keys.artist_key
),

final as (
    select counted.*, tracks.track_no, known_artists.artist_id
    from counted
    left join tracks on counted.item_kind = 'track' and tracks.track_id = counted.item
    left join known_artists on counted.item_kind = 'artist' and known_artists.artist_key = artist_key(counted.artist)
    order by counted.item_kind, counted.item, counted.uses desc, counted.tag
)

select * from final

-- One row an item as the sources of plays name it: the item it is, which track or artist of the catalogue that is, and how
-- that is known: by track id; by title and credit; else the artist alone, by its name.
with known as (
    select
        sources.*,
        case when coalesce(sources.track_id, sources.title) is null then 'artist' else 'track' end as item_kind,
        coalesce(ids.track_no, names.track_no) as track_no,
        case when ids.track_no is not null then 'id' when names.track_no is not null then 'name' end as track_linked_by
    from play_sources as sources
    left join tracks as ids on ids.track_id = sources.track_id
    left join name_links as names on names.title = sources.title and names.artists = sources.artist
),

-- The names an artist without a known track may have here. A guest is cut off; "A & B" may be one artist: it stays whole.
named as (
    select source_item, artist_key(artist) as artist_key, 2 as strength
    from known
    where track_no is null and artist is not null
    union all
    select source_item, artist_key(without_guests(artist)) as artist_key, 1 as strength
    from known
    where track_no is null and artist is not null and item_kind = 'track'
),

by_artist as (
    select
        named.source_item,
        arg_max(artists.artist_id, (named.strength, artists.tracks, artists.artist_id)) as artist_id
    from artist_keys
    join named using (artist_key)
    join artists using (artist_id)
    group by named.source_item
),

placed as (
    select
        known.source_item,
        known.rows,
        known.item_kind,
        known.track_linked_by,
        tracks.track_id,
        coalesce(tracks.track_id, known.track_id) as any_track_id,
        coalesce(tracks.title, known.title) as title,
        coalesce(tracks.main_artist_id, by_artist.artist_id) as artist_id,
        coalesce(tracks.main_artist, artists.name, known.artist) as artist,
        coalesce(
            tracks.main_artist_id,
            by_artist.artist_id,
            'name:' || artist_key(case when item_kind = 'artist' then known.artist else lead_artist(known.artist) end),
            'id:' || known.artist_id
        ) as artist_key
    from known
    left join tracks using (track_no)
    left join by_artist on by_artist.source_item = known.source_item
    left join artists on artists.artist_id = by_artist.artist_id
),

final as (
    select
        source_item,
        case
            when item_kind = 'artist' then 'artist:' || artist_key
            when any_track_id is not null then 'track:' || any_track_id
            else 'title:' || title_key(title) || ' by ' || coalesce(artist_key, '')
        end as item,
        item_kind,
        coalesce(track_linked_by, case when item_kind = 'artist' and artist_id is not null then 'name' end) as linked_by,
        track_id,
        title,
        artist_key,
        artist_id,
        artist,
        rows
    from placed
)

select * from final

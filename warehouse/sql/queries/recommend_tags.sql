-- One row an item of the chosen ones, a tag and who gave it (null for a count without names), with how often.
with named as (
    select
        tags.track_id,
        coalesce(tags.artist, artist_names.name, tags.artist_id) as artist,
        lower(trim(coalesce(tags.tag, tag_names.name, tags.tag_id))) as tag,
        tags.listener,
        tags.uses
    from raw.tags as tags
    left join current_names as artist_names on artist_names.entity = 'artist' and artist_names.id = tags.artist_id
    left join current_names as tag_names on tag_names.entity = 'tag' and tag_names.id = tags.tag_id
),

chosen as (
    select * from ({chosen})
),

by_artist as (
    select chosen.place, named.tag, named.listener, named.uses
    from named
    join chosen on artist_key(chosen.artist) = artist_key(named.artist)
    where named.track_id is null and $kind = 'artist'
),

by_track as (
    select chosen.place, named.tag, named.listener, named.uses
    from named
    join chosen on chosen.track_id = named.track_id
    where $kind = 'track'
),

final as (
    select place, tag, listener, max(uses)::bigint as uses
    from (select * from by_artist union all select * from by_track)
    where tag is not null and tag <> ''
    group by place, tag, listener
    order by place, tag, listener
)

select * from final

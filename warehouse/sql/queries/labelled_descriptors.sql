-- One row a labelled clip of the collection that has most of them, and a descriptor of it.
with largest as (
    select collection
    from descriptors
    where label is not null and label <> ''
    group by collection
    order by count(distinct clip) desc, collection
    limit 1
),

main_artists as (
    select track_id, min(artist_id) as artist_id
    from track_artists
    where position = 1
    group by track_id
),

named_artists as (
    select main_artists.track_id, artists.name
    from main_artists
    join artists using (artist_id)
),

final as (
    select
        descriptors.clip, descriptors.label, coalesce(named_artists.name, '') as artist, descriptors.name,
        descriptors.value
    from descriptors
    semi join largest using (collection)
    left join named_artists on named_artists.track_id = descriptors.clip
    where descriptors.label is not null and descriptors.label <> ''
    order by descriptors.clip, descriptors.name
)

select * from final

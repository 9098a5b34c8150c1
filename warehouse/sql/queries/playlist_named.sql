-- One row a title and artist that are asked for and name a track: the best known track of that name. An artist that is '' may be any.
with asked as (
    select unnest($titles) as title, unnest($artists) as artist, unnest($places) as place
),

plain as (
    select place, lower(strip_accents(title)) as title, lower(strip_accents(artist)) as artist
    from asked
),

named as (
    select tracks.track_no, lower(strip_accents(tracks.title)) as title, lower(strip_accents(tracks.main_artist)) as artist, tracks.artists
    from tracks
),

final as (
    select plain.place, min(named.track_no) as track_no
    from plain
    inner join named using (title)
    where plain.artist = '' or plain.artist = named.artist or plain.artist = lower(strip_accents(named.artists))
    group by plain.place
    order by plain.place
)

select * from final

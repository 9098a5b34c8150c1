-- One row a track and artist; position 1 is the main artist. An artist is the exact name, artist_no counts artists from 1.
with ordered as (
    select track_order.track_no, current_tracks.track_id, current_tracks.artist_names
    from current_tracks
    left join track_order using (track_id)
    order by track_order.track_no
),

credited as (
    select *, unnest(artist_names) as name, unnest(range(1, len(artist_names) + 1)) as position
    from ordered
),

numbered as (
    select name, row_number() over (order by name)::integer as artist_no
    from (select distinct name from credited)
),

final as (
    select track_no, track_id, left(md5(name), 12) as artist_id, name, position::integer as position, artist_no
    from credited
    join numbered using (name)
    where position = list_position(artist_names, name)
    order by track_no, position
)

select * from final

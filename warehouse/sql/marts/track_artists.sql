-- One row a track and artist; position 1 is the main artist. An artist is the exact name.
with credited as (
    select
        track_id,
        unnest(artist_names) as name,
        unnest(range(1, len(artist_names) + 1)) as position
    from current_tracks
),

final as (
    select tracks.track_no, credited.track_id, left(md5(credited.name), 12) as artist_id, credited.name,
        min(credited.position)::integer as position
    from credited
    join tracks using (track_id)
    group by all
    order by tracks.track_no, position
)

select * from final

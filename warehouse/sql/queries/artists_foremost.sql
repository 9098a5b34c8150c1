-- One row an artist of a list: its most popular recording
with wanted as (
    select unnest($artists::varchar[]) as artist_id
),

final as (
    select credits.artist_id, min_by(tracks.track_id, tracks.track_no) as track_id
    from track_artists as credits
    semi join wanted on credits.artist_id = wanted.artist_id
    inner join tracks on tracks.track_no = credits.track_no
    group by credits.artist_id
)

select * from final

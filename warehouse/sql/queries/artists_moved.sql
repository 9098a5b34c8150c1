-- One row an artist with recordings whose popularity is known on two dates: its mean before, its mean change, and the spread of that.
with final as (
    select
        credits.artist_id,
        count(*) as n,
        avg(moved.previous_popularity) as before,
        avg(moved.latest_change) as change,
        stddev_samp(moved.latest_change) as spread,
        min(moved.previous_date) as since,
        max(moved.last_date) as until
    from popularity_velocity as moved
    inner join tracks on tracks.track_no = moved.track_no and tracks.is_canonical
    inner join track_artists as credits on credits.track_no = moved.track_no
    group by credits.artist_id
)

select * from final

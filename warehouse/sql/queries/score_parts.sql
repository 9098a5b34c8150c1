-- one row: for how many tracks each part of a score is known
with moved as (
    select track_no, latest_change_per_30_days as value
    from popularity_velocity
),

played as (
    select item[7:] as track_id, max(velocity) as value
    from mover_now
    where what = 'track' and source in ('plays', 'streams') and starts_with(item, 'track:')
    group by item
),

rare as (
    select distinct track_no, 1 as value
    from track_genres
),

final as (
    select {counts}
    from tracks as t
    left join moved on moved.track_no = t.track_no
    left join played on played.track_id = t.track_id
    left join rare on rare.track_no = t.track_no
)

select * from final

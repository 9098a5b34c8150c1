-- one row: a track that the filter keeps, with its score: ranks among all tracks, 0 to 100, by the weights, and what made it
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
    select track_genres.track_no, -min(genres.tracks) as value
    from track_genres
    join genres using (vocabulary, genre)
    group by track_genres.track_no
),

measured as (
    select t.track_no, {measures}
    from tracks as t
    left join moved on moved.track_no = t.track_no
    left join played on played.track_id = t.track_id
    left join rare on rare.track_no = t.track_no
),

ranked as (
    select track_no, {ranks}
    from measured
),

final as (
    select {columns}
    from tracks as t
    join ranked as r on r.track_no = t.track_no
    where {where}
    order by score desc, t.track_no
    {page}
)

select * from final

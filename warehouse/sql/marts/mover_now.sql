-- One row a series seen in the last 8 weeks of its source: its last 4 weeks beside the 4 before, and how unusual its last week is.
-- Of popularity, the last two dates of a track; how unusual is then told beside tracks that stood as high, not beside its own past.
with ends as (
    select source, what, place, max(t) as last_t, max(week) as last_week
    from mover_points
    group by source, what, place
),

recent as (
    select
        points.source, points.what, points.place, points.item,
        if(
            points.source = 'rank',
            min(value) filter (where t > last_t - 4),
            coalesce(sum(value) filter (where t > last_t - 4), 0)
        ) as lately,
        if(points.source = 'rank', min(value) filter (where t <= last_t - 4), sum(value) filter (where t <= last_t - 4)) as before,
        any_value(last_week) as week,
        count(*) as weeks_seen
    from mover_points as points
    join ends on points.source = ends.source and points.what = ends.what and points.place = ends.place
    where points.t > ends.last_t - 8
    group by points.source, points.what, points.place, points.item
),

last_scores as (
    select scores.source, scores.what, scores.place, scores.item, runs.week, scores.spike, scores.velocity, scores.acceleration
    from mover_scores as scores
    join mover_runs as runs using (source, what, place, item, run, i)
    where scores.copy = 0
),

bands as (
    select
        *,
        last_popularity - previous_popularity as moved,
        previous_popularity // 5 as band
    from popularity_velocity
),

beside as (
    select *, median(moved) over alike as usual, mad(moved) over alike as spread, count(*) over alike as n
    from bands
    window alike as (partition by band, last_date, previous_date)
),

final as (
    select
        recent.source, recent.what, recent.place, recent.item, recent.week, recent.lately, recent.before,
        last_scores.spike, last_scores.velocity, last_scores.acceleration
    from recent
    left join last_scores using (source, what, place, item, week)
    where recent.lately is not null
    union all
    select
        'popularity', 'track', '', 'track:' || track_id, last_date, last_popularity, previous_popularity,
        null, if(n >= 30, (moved - usual) / greatest(1.4826 * spread, 1), null), null
    from beside
    order by source, what, place, item
)

select * from final

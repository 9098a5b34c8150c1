-- One row a track of which the popularity is known on two dates or more: how it changed, in all and since the date before.
with measured as (
    select
        track_id,
        count(*) as dates,
        min(as_of) as first_date,
        max(as_of, 2)[2] as previous_date,
        max(as_of) as last_date,
        min_by(popularity, as_of) as first_popularity,
        max_by(popularity, as_of, 2)[2] as previous_popularity,
        max_by(popularity, as_of) as last_popularity,
        bool_or(as_of_assumed) as any_date_assumed
    from popularity_history
    semi join followed_tracks using (track_id)
    group by track_id
    having count(*) > 1
),

final as (
    select
        track_order.track_no,
        measured.*,
        last_popularity - first_popularity as change,
        (last_popularity - first_popularity) * 30.0 / (last_date - first_date) as change_per_30_days,
        last_popularity - previous_popularity as latest_change,
        (last_popularity - previous_popularity) * 30.0 / (last_date - previous_date) as latest_change_per_30_days
    from measured
    join track_order using (track_id)
    order by track_order.track_no
)

select * from final

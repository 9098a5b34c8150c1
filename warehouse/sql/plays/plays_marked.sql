-- One row a play, or a count of plays, with its marks; it counts when it has none.
with marked as (
    select
        events.play_no,
        events.listener_no,
        events.item_no,
        events.played_at,
        events.day,
        events.week,
        events.ms_played,
        events.plays,
        events.is_timed,
        events.is_timed and coalesce(events.ms_played < rules.short_ms, false) as is_short,
        coalesce(marks.is_duplicate, false) as is_duplicate,
        coalesce(marks.is_over_cap, false) as is_over_cap,
        outliers.listener_no is not null as is_outlier_listener
    from play_events as events
    cross join play_rules as rules
    left join play_marks as marks on events.play_no = marks.play_no
    left join outlier_listeners as outliers on events.listener_no = outliers.listener_no
),

final as (
    select
        play_no,
        listener_no,
        item_no,
        played_at,
        day,
        week,
        ms_played,
        plays,
        is_timed,
        is_short,
        is_duplicate,
        is_over_cap,
        is_outlier_listener,
        case when is_short or is_duplicate or is_over_cap or is_outlier_listener then 0 else plays end as plays_counted,
        case
            when ms_played is null then null
            when is_short or is_duplicate or is_over_cap or is_outlier_listener then 0
            else ms_played
        end as ms_counted
    from marked
)

select * from final

-- One row a listener whose plays are not those of a person; duplicates are left out first.
-- More plays or hours on some day than a day has room for, or a total far above that of other listeners: ten times the
-- upper quartile, and beyond the upper quartile by more than three times the distance of the quartiles, as ratios. Of a
-- few listeners the quartiles say nothing.
with genuine as (
    select events.listener_no, events.day, events.plays, events.ms_played
    from play_events as events
    left join play_marks as marks on events.play_no = marks.play_no
    where not coalesce(marks.is_duplicate, false)
),

days as (
    select listener_no, day, cast(sum(plays) as bigint) as plays, cast(sum(ms_played) as bigint) as ms_played
    from genuine
    group by listener_no, day
),

totals as (
    select
        listener_no,
        cast(sum(plays) as bigint) as plays,
        max(case when day is not null then plays else 0 end) as most_plays,
        max(case when day is not null then coalesce(ms_played, 0) else 0 end) as most_ms
    from days
    group by listener_no
),

levels as (
    select plays, count(*) as listeners
    from totals
    group by plays
),

reached as (
    select
        plays,
        sum(listeners) over (
            order by plays asc nulls last rows between unbounded preceding and current row
        ) as reached,
        sum(listeners) over () as listeners
    from levels
),

-- Products of doubles in a fixed order: every engine gets the same bits.
quartiles as (
    select
        max(listeners) as listeners,
        cast(min(case when reached * 4 >= listeners then plays end) as double) as lower_quartile,
        cast(min(case when reached * 4 >= listeners * 3 then plays end) as double) as upper_quartile
    from reached
),

judged as (
    select
        totals.listener_no,
        totals.plays,
        totals.most_plays > rules.most_a_day or totals.most_ms > rules.most_ms_a_day as has_impossible_day,
        quartiles.listeners >= rules.fewest_listeners
        and totals.plays > rules.fewest_of_an_outlier
        and totals.plays > quartiles.upper_quartile * rules.times_upper_quartile
        and totals.plays * quartiles.lower_quartile * quartiles.lower_quartile * quartiles.lower_quartile
        > quartiles.upper_quartile * quartiles.upper_quartile * quartiles.upper_quartile * quartiles.upper_quartile
            as is_far_above
    from totals
    cross join quartiles
    cross join play_rules as rules
),

final as (
    select judged.listener_no, listeners.listener, judged.plays, judged.has_impossible_day, judged.is_far_above
    from judged
    join play_listeners as listeners on judged.listener_no = listeners.listener_no
    where judged.has_impossible_day or judged.is_far_above
)

select * from final

-- One row a play that repeats another of the same second, or goes over what one item may get from one listener a day.
-- Only items played several times on a day can do either: the others, nearly all, never reach the windows.
with repeated as (
    select listener_no, item_no, day
    from play_events
    where is_timed
    group by listener_no, item_no, day
    having count(*) > 1
),

several as (
    select events.play_no, events.listener_no, events.item_no, events.day, events.played_at, events.ms_played
    from play_events as events
    join repeated
        on events.listener_no = repeated.listener_no and events.item_no = repeated.item_no and events.day = repeated.day
    where events.is_timed
),

told as (
    select
        play_no,
        listener_no,
        item_no,
        day,
        played_at,
        row_number() over (
            partition by listener_no, item_no, played_at
            order by ms_played desc nulls last, play_no asc nulls last
        ) > 1 as is_duplicate
    from several
),

-- A duplicate takes no place in the day: the same play told twice is one play.
placed as (
    select
        play_no,
        is_duplicate,
        row_number() over (
            partition by listener_no, item_no, day, is_duplicate
            order by played_at asc nulls last, play_no asc nulls last
        ) as place
    from told
),

judged as (
    select
        placed.play_no,
        placed.is_duplicate,
        not placed.is_duplicate and placed.place > play_rules.most_of_an_item_a_day as is_over_cap
    from placed
    cross join play_rules
),

final as (
    select play_no, is_duplicate, is_over_cap
    from judged
    where is_duplicate or is_over_cap
)

select * from final

-- One row a listener with plays that count and kind of group (age, country, gender): the group, as the newest load says.
with aged as (
    select load_id, row_number() over (order by as_of, load_id) as age
    from raw.loads
),

newest as (
    select listeners.listener, listeners.age_band, listeners.country, listeners.gender
    from raw.listeners as listeners
    join aged using (load_id)
    qualify row_number() over (partition by listeners.listener order by aged.age desc, listeners.line) = 1
),

told as (
    unpivot newest on age_band, country, gender into name kind value label
),

heard as (
    select listener_no, sum(plays_counted) as plays
    from listener_items
    group by listener_no
    having sum(plays_counted) > 0
),

final as (
    select heard.listener_no, told.kind, told.label, heard.plays
    from told
    join play_listeners using (listener)
    join heard using (listener_no)
)

select * from final

-- One row a run of a series, copy and week that has history enough: how far it is from its own past, in robust spreads.
-- spike: the level; velocity: the change over 4 weeks; acceleration: the change of that; each less its median over up to 26 earlier
-- weeks, over 1.4826 times their median absolute deviation. Twelve earlier values are the least.
with moved as (
    select *, y - lag(y, 4) over series as v, y - 2 * lag(y, 4) over series + lag(y, 8) over series as a
    from mover_shuffles
    window series as (partition by no, copy order by i)
),

compared as (
    select
        no, copy, i, y, v, a,
        -- Weeks of a run follow each other without gaps, so the earlier values are numbered and need no counting.
        least(i - 1, 26) as y_n, least(i - 8, 26) as v_n, least(i - 16, 26) as a_n,
        median(y) over past as y_mid, mad(y) over past as y_mad, max(y) over past as y_top,
        median(v) over past_4 as v_mid, mad(v) over past_4 as v_mad,
        median(a) over past_8 as a_mid, mad(a) over past_8 as a_mad,
        lag(y, 1) over series as y_1, lag(y, 2) over series as y_2
    from moved
    window
        series as (partition by no, copy order by i),
        past as (partition by no, copy order by i rows between 26 preceding and 1 preceding),
        past_4 as (partition by no, copy order by i rows between 29 preceding and 4 preceding),
        past_8 as (partition by no, copy order by i rows between 33 preceding and 8 preceding)
),

limited as (
    select no, least, level
    from mover_runs
    where i = 1
),

scored as (
    select
        compared.* exclude (v, a, y_mad, v_mid, v_mad, v_n, a_mid, a_mad, a_n, y_1, y_2, y_top),
        greatest(y, y_mid) >= level as large,
        if(large, (y - y_mid) / greatest(1.4826 * y_mad, least), null) as spike,
        if(large and v_n >= 12, (v - v_mid) / greatest(1.4826 * v_mad, least * sqrt(2)), null) as velocity,
        if(large and a_n >= 12, (a - a_mid) / greatest(1.4826 * a_mad, least * sqrt(6)), null) as acceleration,
        if(large and y > y_top, ((y + y_1 + y_2) / 3 - y_mid) / greatest(1.4826 * y_mad, least), null) as raised
    from compared
    join limited using (no)
    where y_n >= 12
),

final as (
    select
        * exclude (large, raised),
        -- A height not seen in half a year, told by the mean of three weeks: one week alone is a spike.
        if(velocity > 0 and raised > 0, raised, null) as breakout
    from scored
)

select * from final

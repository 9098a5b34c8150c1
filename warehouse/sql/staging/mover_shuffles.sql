-- One row a run of a series, copy and week: copy 0 as it was, the others with its weekly changes shuffled in blocks of 8 weeks.
-- Blocks keep what is usual from week to week and destroy what stands out in time; changes rather than levels are shuffled, so that
-- a series that falls slowly does not jump where blocks meet. Small groups get up to 50 copies, of large ones a part is drawn.
with sized as (
    select source, what, place, count(*) as rows
    from mover_runs
    group by source, what, place
),

copies as (
    select source, what, place, rows, unnest(range(1, 1 + least(50, greatest(1, 100000 // rows)))) as copy
    from sized
),

changes as (
    select
        runs.no, runs.item, runs.run, runs.i, copies.copy, (runs.i - 2) // 8 as block,
        runs.y - lag(runs.y) over series as change,
        first_value(runs.y) over series as y
    from mover_runs as runs
    join copies using (source, what, place)
    where copies.rows <= 100000 or hash(runs.item, 1) % copies.rows < 100000
    window series as (partition by runs.no, copies.copy order by runs.i)
),

placed as (
    select
        no, copy, y, change,
        row_number() over (partition by no, copy order by i > 1, hash(item, run, copy, block), i) as i
    from changes
),

final as (
    select no, i, 0 as copy, y
    from mover_runs
    union all
    -- Rounded, so that a height that comes back is the same height, whatever the order of adding.
    select
        no, i, copy,
        round(y + coalesce(sum(change) over (partition by no, copy order by i rows unbounded preceding), 0), 9) as y
    from placed
)

select * from final

-- One row a chart, region, day, rank and tie (1, and 2, 3 ... where several share the rank): what the newest load says.
with aged as (
    select load_id, row_number() over (order by as_of, load_id) as age
    from raw.loads
),

dated as (
    select entries.*, aged.age
    from linked_chart_entries as entries
    join aged using (load_id)
),

newest as (
    select chart, region, day, rank, max(age) as age
    from dated
    group by all
),

final as (
    select
        dated.chart,
        dated.region,
        dated.day,
        dated.rank,
        row_number() over (
            partition by dated.chart, dated.region, dated.day, dated.rank order by dated.line
        )::integer as tie,
        dated.* exclude (chart, region, day, rank, line, age)
    from dated
    semi join newest using (chart, region, day, rank, age)
    order by dated.chart, dated.region, dated.day, dated.rank, tie
)

select * from final

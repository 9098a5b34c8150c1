-- One row a feature, scope, step and period: its mean over recordings released, or over places in a chart.
with released as (
    select 'feature' as subject, '' as scope, periods.step, periods.start, measures.* exclude (track_no)
    from release_periods as periods
    join track_measures as measures using (track_no)
),

charted as (
    select 'chart-feature' as subject, periods.scope, periods.step, periods.start, measures.* exclude (track_no)
    from chart_periods as periods
    join track_measures as measures using (track_no)
),

summed as (
    select
        subject, scope, step, start,
        struct_pack(
            value := avg(columns(* exclude (subject, scope, step, start))::double),
            n := count(columns(* exclude (subject, scope, step, start))),
            sd := stddev_samp(columns(* exclude (subject, scope, step, start))::double)
        ) as '\0'
    from (select * from released union all select * from charted)
    group by subject, scope, step, start
),

told as (
    unpivot summed on columns(* exclude (subject, scope, step, start)) into name what value told
),

final as (
    select subject, scope, what, step, start, told.value, told.n, told.sd
    from told
    where told.n > 0
)

select * from final

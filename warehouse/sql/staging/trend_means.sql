-- One row a feature, scope, step and period: its mean over recordings released, or over places in a chart; n is of tracks.
with stood as (
    select 'feature' as subject, '' as scope, step, start, track_no, 1 as places
    from release_periods
    union all
    select 'chart-feature', scope, step, start, track_no, places
    from chart_periods
    where track_no is not null
),

measured as (
    select stood.* exclude (track_no), measures.* exclude (track_no)
    from stood
    join track_measures as measures using (track_no)
),

summed as (
    select
        subject, scope, step, start,
        struct_pack(
            value := sum(columns(* exclude (subject, scope, step, start, places))::double * places)
            / sum(if(columns(* exclude (subject, scope, step, start, places)) is null, 0, places)),
            n := count(columns(* exclude (subject, scope, step, start, places))),
            sd := stddev_samp(columns(* exclude (subject, scope, step, start, places))::double)
        ) as '\0'
    from measured
    group by subject, scope, step, start
),

told as (
    unpivot summed on columns(* exclude (subject, scope, step, start)) into name what value told
),

final as (
    select subject, scope, what, step, start, told.value as value, told.n as n, told.sd as sd
    from told
    where told.n > 0
)

select * from final

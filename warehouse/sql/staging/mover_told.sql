-- One row a series, copy, week and kind of movement at least 4 spreads from the series' own past, and the largest just before.
-- z is signed; z_before is the largest in the four weeks before: below it nothing new is said.
with told as (
    unpivot mover_scores on spike, velocity, acceleration, breakout into name kind value z
),

followed as (
    select
        *,
        coalesce(
            max(abs(z)) over (
                partition by no, copy, kind order by i range between 4 preceding and 1 preceding
            ),
            0
        ) as z_before
    from told
),

final as (
    select
        runs.source, runs.what, runs.place, runs.item, followed.kind, followed.copy,
        followed.z, followed.z_before, runs.week, runs.value, runs.i as weeks, runs.peak,
        case runs.source
            when 'plays' then greatest(followed.y_mid * followed.y_mid / 4 - 0.375, 0)
            when 'rank' then exp(-followed.y_mid)
            else exp(followed.y_mid)
        end as usual
    from followed
    join mover_runs as runs using (no, i)
    where abs(followed.z) >= 4
)

select * from final

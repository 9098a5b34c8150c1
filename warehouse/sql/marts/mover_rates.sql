-- One row a kind of series, movement and threshold: alarms on shuffled data and on the data, and series-months looked at.
-- shuffled_squares: alarms of each shuffled series squared and added up, which says how far they come in clusters.
with thresholds as (
    select unnest([4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22, 25, 30, 35, 40, 50, 60, 75, 100])::double as threshold
),

kinds as (
    select unnest(['spike', 'velocity', 'acceleration', 'breakout']) as kind
),

-- A month is 365.25 / 12 / 7 weeks.
looked as (
    select
        source, what, place,
        count(*) filter (where copy > 0) / 4.348214 as shuffled_months,
        count(*) filter (where copy = 0) / 4.348214 as months,
        count(distinct item) filter (where copy = 0) as series
    from mover_scores
    join mover_runs using (no, i)
    group by source, what, place
),

by_series as (
    select source, what, place, kind, threshold, item, copy, count(*) as alarms
    from mover_told
    join thresholds on abs(z) >= threshold and z_before < threshold
    group by all
),

counted as (
    select
        source, what, place, kind, threshold,
        sum(alarms) filter (where copy > 0)::bigint as shuffled_alarms,
        sum(alarms * alarms) filter (where copy > 0)::bigint as shuffled_squares,
        sum(alarms) filter (where copy = 0)::bigint as alarms
    from by_series
    group by all
),

final as (
    select
        looked.source, looked.what, looked.place, kinds.kind, thresholds.threshold,
        coalesce(shuffled_alarms, 0) as shuffled_alarms,
        coalesce(shuffled_squares, 0) as shuffled_squares,
        coalesce(alarms, 0) as alarms,
        shuffled_months, months, series
    from looked
    cross join kinds
    cross join thresholds
    left join counted using (source, what, place, kind, threshold)
    order by source, what, place, kind, threshold
)

select * from final

-- One row a source, what moves in it and where it is seen: series, those of them that can be judged, first and last week.
with moving as (
    select source, what, place, count(*) as series, min(first_week) as first_week, max(last_week) as last_week,
        count(*) filter (where judged > 0) as judged
    from mover_series
    group by all
),

rated as (
    select 'popularity' as source, 'track' as what, '' as place, count(*) as series, min(week) as first_week,
        max(week) as last_week, 0 as judged
    from mover_now
    where source = 'popularity'
    having count(*) > 0
),

final as (
    select * from moving
    union all
    select * from rated
    order by source, what, series desc, place
)

select * from final

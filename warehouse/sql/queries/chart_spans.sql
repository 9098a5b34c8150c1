-- One row a chart and region that could be linked: what it covers, the one with most linked rows in its last 24 weeks first.
with recent as (
    select charts.chart, charts.region, count(*) as recent
    from charts
    inner join chart_entries as entries
        on charts.chart = entries.chart and charts.region is not distinct from entries.region
        and entries.day > charts.last_day - 168
    where entries.track_no is not null
    group by charts.chart, charts.region
),

final as (
    select charts.chart, charts.region, charts.periods, charts.first_day, charts.last_day, charts.linked_share
    from charts
    inner join recent on charts.chart = recent.chart and charts.region is not distinct from recent.region
    order by recent.recent desc, charts.chart, charts.region
)

select * from final

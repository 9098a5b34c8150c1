-- One row: of a group of series, how many are judged in a year, in how many weeks together, and how many weeks the data cover.
with ends as (
    select max(last_week) as last_week, min(first_week) as first_week
    from mover_series
    where source = $source and what = $what and place = $place
),

final as (
    select
        count(*) filter (where series.judged_year > 0) as series,
        coalesce(sum(series.judged_year), 0)::bigint as series_weeks,
        any_value(date_diff('week', ends.first_week, ends.last_week) + 1) as weeks
    from mover_series as series, ends
    where series.source = $source and series.what = $what and series.place = $place and {tracks}
)

select * from final

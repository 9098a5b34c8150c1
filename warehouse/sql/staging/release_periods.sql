-- One row a dated recording and period in which it was released: the year, and where the date is as precise, month and week.
-- A date that is known by year only is no January, so it counts in no month.
with final as (
    select track_no, 'year' as step, date_trunc('year', released)::date as start
    from release_dates
    union all
    select track_no, 'month', date_trunc('month', released)::date
    from release_dates
    where precision in ('month', 'day')
    union all
    select track_no, 'week', date_trunc('week', released)::date
    from release_dates
    where precision = 'day'
)

select * from final

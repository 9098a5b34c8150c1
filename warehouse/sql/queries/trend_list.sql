-- one row a series over time that is asked for, by subject, scope, what and step
with newest as (
    select max(as_of) as as_of
    from loads
),

final as (
    select
        series_id as series, subject, scope, what, step, points, thin, partial, missing, first, last, n, latest,
        share_group as "group", survives, newest.as_of
    from trend_series
    cross join newest
    where {where}
    order by series_no
)

select * from final

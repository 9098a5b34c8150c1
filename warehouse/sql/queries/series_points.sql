-- One row a point of the series asked for, by id and period.
with final as (
    select series_id, start, value, n, sd, thin, partial
    from trend_points
    where series_id in $ids
    order by series_id, start
)

select * from final

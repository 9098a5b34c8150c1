-- one row: a figure of the rows of a series that are kept; its key is a day where all keys are
with measured as (
    unpivot kept on {figures} into name figure value measure
),
final as (
    select
        $load_id as load_id,
        line,
        $series as series,
        key,
        case when (select bool_and(day is not null) from kept) then day end as day,
        figure[$start:] as name,
        measure as value
    from measured
)
select * from final

-- one row: a figure of the clips that are kept
with measured as (
    unpivot kept on {figures} into name figure value measure
),
final as (
    select $load_id as load_id, line, clip, label, figure[$start:] as name, measure as value
    from measured
)
select * from final

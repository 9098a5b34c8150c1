-- One row: what a snapshot is and the date its data are of, which is assumed when the newest load's date is.
with final as (
    select
        $number::integer as number,
        $published_at::timestamp as published_at,
        max(as_of) as as_of,
        coalesce(bool_or(as_of_assumed) filter (as_of = (select max(as_of) from loads)), false) as as_of_assumed,
        coalesce(bool_or(demo), false) as demo,
        $version as version
    from loads
)

select * from final

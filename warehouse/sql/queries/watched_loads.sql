-- One row a kind of input: loads that stand, rows loaded, rows rejected.
with final as (
    select
        kind,
        count(*) as loads,
        coalesce(sum(rows_loaded), 0)::bigint as rows_loaded,
        coalesce(sum(rows_rejected), 0)::bigint as rows_rejected
    from loads
    group by kind
    order by kind
)

select * from final

-- one row: a chart and region with what it covers and how much of it is linked, the longest first
with final as (
    select
        chart, region, period, periods, first_day, last_day, lowest_rank, entries, linked, linked_share, tracks,
        has_streams
    from charts
    order by entries desc, chart, region
)
select * from final

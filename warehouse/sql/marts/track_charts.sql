-- One row a track, chart and region in which it is: its best rank, how long it stayed, its streams.
with final as (
    select
        track_no,
        any_value(track_id) as track_id,
        chart,
        region,
        min(rank) as peak,
        count(distinct day) as periods,
        min(day) as first_day,
        max(day) as last_day,
        sum(streams)::bigint as streams
    from chart_entries
    where track_no is not null
    group by track_no, chart, region
    order by track_no, chart, region
)

select * from final

-- One row a place in a chart as one file gives it, with the track it is found to be.
with final as (
    select
        entries.load_id,
        entries.line,
        entries.chart,
        coalesce(entries.region, 'unstated') as region,
        entries.day,
        entries.rank,
        coalesce(known.track_no, named.track_no) as track_no,
        coalesce(known.track_id, named.track_id) as track_id,
        case when known.track_no is not null then 'id' when named.track_no is not null then 'name' end as linked_by,
        entries.track_id as source_id,
        entries.title,
        entries.artists,
        entries.label,
        entries.streams,
        entries.previous_rank,
        entries.peak_rank,
        entries.periods_on_chart
    from raw.chart_entries as entries
    left join tracks as known on known.track_id = entries.track_id
    left join name_links as named on named.title = entries.title and named.artists = entries.artists
)

select * from final

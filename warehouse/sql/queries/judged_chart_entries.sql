-- one row: a place in a chart among the usable rows of a file, repeated rows merged; a previous rank can be "NEW" or -1
with merged as (
    select
        coalesce(chart, $chart) || $rhythm as chart,
        lower(coalesce(region, $region)) as region,
        coalesce(day, $day::date) as day,
        rank::integer as rank,
        track_id,
        title,
        artists,
        min(line) as line,
        first(label order by row_no) as label,
        first(streams order by row_no)::bigint as streams,
        try_cast(first(previous_rank order by row_no) as double) as previous_rank,
        first(peak_rank order by row_no)::integer as peak_rank,
        first(periods_on_chart order by row_no)::integer as periods_on_chart
    from judged
    where fault is null
    group by all
),
final as (
    select
        $load_id as load_id,
        merged.* exclude (artists) replace (
            try_cast(nullif(greatest(previous_rank, 0), 0) as integer) as previous_rank,
            nullif(peak_rank, 0) as peak_rank,
            nullif(periods_on_chart, 0) as periods_on_chart
        ),
        artists as artist_names,
        nullif(array_to_string(artists, '; '), '') as artists
    from merged
)
select * from final

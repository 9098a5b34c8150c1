-- one row: a title and credit in charts that the catalogue does not know, the longest in the charts first
with final as (
    select
        title, artists, count(*) as entries, min(rank) as peak, min(day) as first_day, max(day) as last_day,
        string_agg(distinct chart, '; ' order by chart) as charts
    from chart_entries
    where track_no is null
    group by title, artists
    order by entries desc, peak, title, artists
    limit $rows
)
select * from final

-- One row a month: places of the tracks of an artist in all charts, and how many tracks had one.
with final as (
    select date_trunc('month', day)::date as day, count(distinct track_no) as n, count(*)::double as value
    from chart_entries
    where track_no in (select track_no from track_artists where artist_id = $artist_id)
    group by all
    order by day
)

select * from final

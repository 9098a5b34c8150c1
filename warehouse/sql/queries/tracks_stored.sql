-- one row: a track of one page of the whole table in the order in which it is stored; reads that page of the file only
with final as (
    select {columns}
    from tracks as t
    where t.track_no >= $start + (select min(track_no) from tracks)
      and t.track_no < $start + $rows + (select min(track_no) from tracks)
    order by t.track_no
)
select * from final

-- one row: a track of one page of the filtered and sorted table; the positions are found on narrow rows first
with page as (
    select t.track_no
    from tracks as t
    where {where}
    order by {order}
    limit $rows offset $start
),
final as (
    select {columns}
    from tracks as t
    where t.track_no in (select track_no from page)
    order by {order}
)
select * from final

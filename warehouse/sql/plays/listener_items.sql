-- One row a listener and item: all plays, those that count, and when.
with final as (
    select
        listener_no,
        item_no,
        cast(sum(plays) as bigint) as plays,
        cast(sum(plays_counted) as bigint) as plays_counted,
        cast(sum(ms_played) as bigint) as ms_played,
        cast(sum(ms_counted) as bigint) as ms_counted,
        min(day) as first_day,
        max(day) as last_day
    from plays_marked
    group by listener_no, item_no
)

select * from final

-- One row an artist of the catalogue: its counted plays in a window of weeks, and in the window before it.
with final as (
    select
        artist_id,
        coalesce(sum(plays_counted) filter (week < $middle), 0)::double as before,
        coalesce(sum(plays_counted) filter (week >= $middle), 0)::double as after
    from artist_plays_weekly
    where artist_id is not null and week >= $begin and week < $until
    group by artist_id
)

select * from final

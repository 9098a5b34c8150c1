-- One row an item and whole week: plays that count.
with covered as (
    select min(day) as first_day, max(day) as last_day
    from plays_by_day
),

final as (
    select
        weekly.item, weekly.track_id, items.title, items.artist as artists, weekly.week,
        weekly.plays_counted::double as amount, null::integer as rank
    from item_plays_weekly as weekly
    join item_plays as items using (item)
    cross join covered
    where $chart = '' and $region = '' and weekly.week >= covered.first_day and weekly.week + 6 <= covered.last_day
)

select * from final

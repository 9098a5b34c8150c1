-- One row: what the chosen recordings are in all: how many, their median popularity, how many stand between two levels of it.
with final as (
    select
        count(*) as n,
        median(popularity) as popularity,
        count(*) filter (where popularity between $low and $high) as between_levels,
        (select median(popularity) from map_points) as popularity_of_all
    from tracks
    where track_no in $tracks
)

select * from final

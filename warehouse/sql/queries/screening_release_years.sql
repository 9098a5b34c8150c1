-- One row: the first and the last release year of the catalogue, and how many tracks have one.
with final as (
    select min(release_year) as first, max(release_year) as last, count(release_year) as n
    from tracks
)
select * from final

-- One row: recordings whose place on the map is estimated, and recordings that have neither a place nor an estimate.
with estimated as (
    select count(*) as n from map_estimates
),

everything as (
    select count(*) filter (where is_canonical) as n from tracks
),

measured as (
    select count(*) as n from map_points
),

final as (
    select estimated.n as estimated, everything.n - measured.n - estimated.n as without
    from estimated
    cross join everything
    cross join measured
)

select * from final

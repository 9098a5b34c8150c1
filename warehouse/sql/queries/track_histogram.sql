-- one row: a bin that holds values; values beyond the ends are in the first and the last bin, and counted in beyond
-- the small addition keeps a value that equals an edge in the bin that starts there, whatever the division rounds to
with measured as (
    select cast({x} as double) as x
    from tracks as t
    where {where}
),
placed as (
    select
        cast(greatest(0, least($bins - 1, floor((x - $low) / $width + 1e-9))) as integer) as position,
        x < $low or x > $high as is_beyond
    from measured
    where x is not null
),
final as (
    select position, count(*) as n, count(*) filter (where is_beyond) as beyond
    from placed
    group by position
)
select * from final

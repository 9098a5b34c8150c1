-- One row a series, week and kind of movement at least 4 spreads from the series' own past; usual: its median over half a year.
-- z_before is the largest in the four weeks before: a threshold that it passes was passed already. peak: the week of its height.
with final as (
    select * exclude (copy)
    from mover_told
    where copy = 0
    order by source, what, place, week, item, kind
)

select * from final

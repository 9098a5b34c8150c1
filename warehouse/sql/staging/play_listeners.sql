-- One row a listener: the number by which the rollups know it, which takes a tenth of the time of its name.
with final as (
    select listener, row_number() over (order by listener) as listener_no
    from (select distinct listener from raw.plays)
)

select * from final

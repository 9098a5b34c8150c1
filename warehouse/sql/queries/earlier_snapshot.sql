-- one row: the figures of the newest earlier snapshot that was made from other data; none when this is the first
with served as (
    select number, data_version
    from catalogue
),
final as (
    select snapshots.*
    from snapshots, served
    where snapshots.number < served.number and snapshots.data_version <> served.data_version
    order by snapshots.number desc
    limit 1
)
select * from final

-- One row: tracks in all, those without a release date, and those dated after the data.
with known as (
    select as_of
    from snapshot
),

final as (
    select
        count(*) as tracks,
        count(*) filter (where release_date is null) as undated,
        count(*) filter (where release_date > (select as_of from known)) as future
    from tracks
)

select * from final

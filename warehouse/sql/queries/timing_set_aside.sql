-- One row: recordings, and those without a date, with a date of month or year alone, and with a date after that of the data.
with known as (
    select max(as_of) as as_of
    from loads
),

final as (
    select
        count(*) as recordings,
        count(*) filter (where release_date is null) as undated,
        count(*) filter (where release_date is not null and release_precision is distinct from 'day') as coarse,
        count(*) filter (where release_date > known.as_of) as future,
        count(*) filter (where popularity is null) as unrated,
        any_value(known.as_of) as as_of
    from tracks, known
    where is_canonical
)

select * from final

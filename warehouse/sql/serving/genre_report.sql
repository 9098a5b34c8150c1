-- One row a run and genre: precision, recall and F1 on held-out tracks, with its family.
with final as (
    select report.*, coalesce(families.family, 'Other') as family
    from raw.genre_report as report
    left join genre_families as families on families.genre = replace(lower(report.genre), '-', ' ')
    order by run, genre
)

select * from final

-- One row: the figures of the marts, for comparison with later snapshots.
-- popularity_counts holds the number of recordings at popularity 0, 1, ... 100.
with final as (
    select
        about.number,
        about.published_at,
        about.as_of,
        (select md5(string_agg(sha256 || collection, ',' order by load_id)) from loads) as data_version,
        (select count(*) from tracks) as tracks,
        (select count(*) from tracks where is_canonical) as recordings,
        (select count(*) from artists) as artists,
        (select coalesce(max(genres), 0) from vocabularies where is_default) as genres,
        (
            select list(n order by level)
            from (
                select levels.level, count(tracks.popularity) as n
                from range(0, 101) as levels (level)
                left join tracks on tracks.popularity = levels.level and tracks.is_canonical
                group by levels.level
            )
        ) as popularity_counts
    from about
)

select * from final

-- One row: whether the marts exist, which they do after the first build.
with final as (
    select count(*) > 0 as built
    from duckdb_tables()
    where table_name = 'track_genres'
)

select * from final

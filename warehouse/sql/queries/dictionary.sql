-- one row: a column of a served table, with what one row of the table is
with final as (
    select
        tables.table_name as relation,
        coalesce(tables.comment, '') as grain,
        columns.column_name,
        lower(columns.data_type) as type
    from duckdb_tables() as tables
    join duckdb_columns() as columns using (table_oid, database_name)
    where not tables.internal and tables.schema_name = 'main' and tables.database_name = current_database()
    order by relation, columns.column_index
)
select * from final

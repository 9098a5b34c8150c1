-- One row: a column that a raw table has in the schema `expected` and not in this workbench.
with present as (
    select table_name, column_name
    from duckdb_columns()
    where schema_name = 'raw'
),

final as (
    select table_name, column_name, data_type
    from duckdb_columns()
    anti join present using (table_name, column_name)
    where schema_name = 'expected'
    order by table_name, column_index
)

select * from final

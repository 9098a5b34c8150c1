-- one row: a rejected row of a file, newest load first, in the order of the file
with kept as (
    select * from rejects where {where}
),

final as (
    select {columns}
    from kept
    order by kept.load_id desc, kept.line, kept.column_name, kept.reason, kept.value
    limit $limit offset $offset
)
select * from final

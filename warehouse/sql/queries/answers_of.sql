-- One row: whether a table of expected popularity has any row, and whether models that had not seen the tracks made all of them
with final as (
    select count(*) > 0 as found, coalesce(bool_and({unseen}), false) as unseen
    from {table}
)
select * from final

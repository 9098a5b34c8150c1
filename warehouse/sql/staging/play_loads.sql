-- One row a load with plays: its place in the order of age, by which the newest count wins.
with given as (
    select distinct load_id
    from play_words
),

final as (
    select load_id, row_number() over (order by as_of, load_id) as age
    from raw.loads
    semi join given using (load_id)
)

select * from final

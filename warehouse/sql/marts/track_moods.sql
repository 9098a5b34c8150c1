-- One row a mood and track that has some of it, by mood and track; membership 0 to 1 in hundredths, missing where not known.
-- Tracks without a row for a mood have none of it. The build fills in the moods of the table, see warehouse/moods.py.
with final as (
    /* memberships */
    select null::varchar as mood, null::integer as track_no, null::decimal(3, 2) as membership from tracks where false
)

select * from final

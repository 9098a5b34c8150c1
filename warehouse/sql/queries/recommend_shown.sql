-- One row a track of a list: what people call it.
with final as (
    select track_no, track_id, title, artists, popularity
    from tracks
    where track_no in $tracks
)

select * from final

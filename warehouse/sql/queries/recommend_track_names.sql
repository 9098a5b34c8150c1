-- One row an id that is asked about and is that of a track: what people call it.
with final as (
    select track_id as id, title, artists
    from tracks
    where track_id in $ids
)

select * from final

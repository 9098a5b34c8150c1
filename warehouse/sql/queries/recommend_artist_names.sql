-- One row an id that is asked about and is that of an artist of the catalogue: the artist's name.
with final as (
    select artist_id as id, name
    from artists
    where artist_id in $ids
)

select * from final

-- One row an artist of the catalogue: the key by which a credit finds it.
with final as (
    select artist_id, artist_key(name) as artist_key
    from artists
)

select * from final

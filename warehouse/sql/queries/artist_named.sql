-- One row an artist of exactly this id or name, case and accents forgiven
with final as (
    select artist_id, name, tracks
    from artists
    where artist_id = $name or search_text = lower(strip_accents($name))
    order by artist_id = $name desc, name = $name desc, tracks desc, artist_id
)
select * from final

-- One row a credit of which the catalogue knows a part: the key of the longest such part.
-- The longest, so that "Tyler, The Creator" is never cut to Tyler while the catalogue has the whole.
with credits as (
    select distinct artists
    from unlinked_names
),

parts as (
    select artists, unnest(credited_names(artists)) as name
    from credits
),

keyed as (
    select artists, artist_key(name) as artist_key, length(name) as letters
    from parts
),

final as (
    select artists, arg_max(artist_key, (letters, artist_key)) as artist_key
    from keyed
    semi join artist_keys using (artist_key)
    group by artists
)

select * from final

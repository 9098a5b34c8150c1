-- One row a track: the current row with its main artist, recording key and the text that searches look in.
-- A recording is a normalised title by a main artist with a length to 2 seconds: what re-releases share.
with normalised as (
    select
        * exclude (load_id, line),
        artist_names[1] as main_artist,
        trim(regexp_replace(lower(strip_accents(title)), '[^\p{L}\p{N}]+', ' ', 'g')) as plain_title
    from current_tracks
),

final as (
    select
        * exclude (plain_title, artist_names),
        left(md5(main_artist), 12) as main_artist_id,
        left(md5(concat_ws(
            chr(31),
            coalesce(nullif(plain_title, ''), title),
            main_artist,
            coalesce(round(duration_ms / 2000.0)::varchar, '')
        )), 16) as recording_key,
        lower(strip_accents(title || ' ' || artists)) as search_text
    from normalised
)

select * from final

-- One row a track: its recording, its place in the order of popularity, and whether it stands for its recording.
-- A recording is a normalised title by a main artist with a length to 2 seconds: what re-releases share.
-- Narrow, because windows over wide rows cost many times as much; its key is a number, because it is grouped by.
with named as (
    select
        track_id,
        popularity,
        title,
        artist_names[1] as main_artist,
        trim(regexp_replace(lower(strip_accents(title)), '[^\p{L}\p{N}]+', ' ', 'g')) as plain_title,
        coalesce(round(duration_ms / 2000.0)::varchar, '') as length
    from current_tracks
),

keyed as (
    select
        track_id,
        popularity,
        md5_number_lower(
            concat_ws(chr(31), coalesce(nullif(plain_title, ''), title), main_artist, length)
        ) as recording_key
    from named
),

final as (
    select
        *,
        row_number() over (order by popularity desc nulls last, track_id)::integer as track_no,
        row_number() over (partition by recording_key order by popularity desc nulls last, track_id) = 1 as is_canonical,
        count(*) over (partition by recording_key)::integer as recording_tracks
    from keyed
)

select * from final

-- one row: a recording whose title and artists have every word of the search; rank 0 is the whole title, 1 its start, 2 inside, 3 the words apart
with found as (
    select
        track_no, recording_key,
        case
            when starts_with(search_text, $text || ' ') and lower(strip_accents(title)) = $text then 0
            when starts_with(search_text, $text) then 1
            when contains(search_text, $text) then 2
            else 3
        end as rank
    from tracks
    where {words}
),
best as (
    select * from found order by rank, track_no limit 8 * $rows
),
once as (
    select track_no, rank
    from best
    qualify row_number() over (partition by recording_key order by rank, track_no) = 1
    order by rank, track_no
    limit $rows
),
final as (
    select
        'track' as kind, tracks.track_id as id, tracks.title as name, tracks.artists, null::bigint as tracks,
        tracks.popularity, once.rank
    from once
    inner join tracks using (track_no)
    order by once.rank, track_no
)
select * from final

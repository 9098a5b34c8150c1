-- one row: a recording whose title is spelled almost like the search; similarity is Jaro-Winkler, 1 is equal
with compared as (
    select track_no, jaro_winkler_similarity(lower(strip_accents(title)), $text) as similarity
    from tracks
    where is_canonical and abs(length(title) - length($text)) <= 2
),
best as (
    select track_no, similarity
    from compared
    where similarity >= $least
    order by similarity desc, track_no
    limit $rows
),
final as (
    select
        'track' as kind, tracks.track_id as id, tracks.title as name, tracks.artists, null::bigint as tracks,
        tracks.popularity, 4 as rank
    from best
    inner join tracks using (track_no)
    order by best.similarity desc, track_no
)
select * from final

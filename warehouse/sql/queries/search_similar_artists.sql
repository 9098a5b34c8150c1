-- one row: an artist whose name is spelled almost like the search; similarity is Jaro-Winkler, 1 is equal
with compared as (
    select *, jaro_winkler_similarity(search_text, $text) as similarity
    from artists
    where abs(length(search_text) - length($text)) <= 2
),
final as (
    select 'artist' as kind, artist_id as id, name, null::varchar as artists, tracks, top_popularity as popularity, 4 as rank
    from compared
    where similarity >= $least
    order by similarity desc, popularity desc nulls last, artist_id
    limit $rows
)
select * from final

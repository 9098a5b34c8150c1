-- one row: an artist whose name has every word of the search; rank 0 is the whole name, 1 its start, 2 inside, 3 the words apart
with found as (
    select
        artist_id as id, name, tracks, top_popularity as popularity,
        case
            when search_text = $text then 0
            when starts_with(search_text, $text) then 1
            when contains(search_text, $text) then 2
            else 3
        end as rank
    from artists
    where {words}
),
final as (
    select 'artist' as kind, id, name, null::varchar as artists, tracks, popularity, rank
    from found
    order by rank, popularity desc nulls last, tracks desc, id
    limit $rows
)
select * from final

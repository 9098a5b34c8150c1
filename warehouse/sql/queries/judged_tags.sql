-- one row: a track or artist, a tag and who gave it, among the usable rows of a file, repeated rows merged
with final as (
    select
        $load_id as load_id,
        min(line) as line,
        track_id,
        artist,
        artist_id,
        tag,
        tag_id,
        listener,
        case when $is_counted then coalesce(max(uses), 1) else count(*) end::bigint as uses,
        coalesce(min(tagged_on), min(composed)) as tagged_on
    from judged
    where fault is null
    group by track_id, artist, artist_id, tag, tag_id, listener
)
select * from final

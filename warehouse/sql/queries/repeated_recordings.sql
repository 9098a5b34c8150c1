-- one row: a recording that stands under several track ids, the most repeated first; its track of highest popularity names it
with repeated as (
    select
        recording_key, count(*) as tracks, arg_min(track_id, track_no) as track_id, arg_min(title, track_no) as title,
        arg_min(artists, track_no) as artists, min(popularity) as lowest, max(popularity) as highest
    from tracks
    group by recording_key
    having count(*) > 1
),
final as (
    select track_id, title, artists, tracks, lowest, highest
    from repeated
    order by tracks desc, highest desc nulls last, track_id
    limit $limit
)
select * from final

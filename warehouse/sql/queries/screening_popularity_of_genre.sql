-- One row a bin of popularity that holds recordings of one genre.
with recordings as (
    select tracks.recording_key, max(tracks.popularity) as popularity
    from tracks
    where tracks.track_no in (select track_no from track_genres where vocabulary = $vocabulary and genre = $genre)
    group by tracks.recording_key
),
final as (
    select least(floor(popularity / $width), floor(99.999 / $width))::integer as place, count(*)::bigint as n
    from recordings
    where popularity is not null
    group by place
    order by place
)
select * from final

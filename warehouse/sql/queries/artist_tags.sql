-- one row: a track of a list and a genre that its main artist's other recordings have, with how many of how many
with wanted as (
    select track_id, recording_key, main_artist_id
    from tracks
    semi join (select unnest($tracks::varchar[]) as track_id) using (track_id)
    where main_artist_id is not null
),
others as (
    select wanted.track_id, tracks.track_no, tracks.recording_key
    from tracks
    inner join wanted using (main_artist_id)
    where tracks.recording_key <> wanted.recording_key
),
sizes as (
    select others.track_id, count(distinct others.recording_key) as others
    from others
    inner join track_genres using (track_no)
    where track_genres.vocabulary = $vocabulary
    group by others.track_id
),
final as (
    select others.track_id, track_genres.genre, count(distinct others.recording_key) as n, any_value(sizes.others) as others
    from others
    inner join track_genres using (track_no)
    inner join sizes on sizes.track_id = others.track_id
    where track_genres.vocabulary = $vocabulary
    group by others.track_id, track_genres.genre
    order by others.track_id, n desc, track_genres.genre
)
select * from final

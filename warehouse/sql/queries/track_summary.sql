-- one row: a popularity, what has it among the tracks that a filter keeps, and the artists and genres of all of these tracks
-- a recording counts once, at its highest; artists are told apart as bits of one number, which takes a fifth of the time of
-- a distinct count
with matched as (
    select t.track_no, t.recording_key, t.recording_tracks, t.popularity, t.main_artist_no, t.has_guests, t.label_set
    from tracks as t
    where {where}
),
levels as (
    {levels}
),
credited as (
    select main_artist_no as artist_no
    from matched
    union all
    select artist_no
    from track_artists
    semi join (select track_no from matched where has_guests) using (track_no)
    where position > 1
),
performers as (
    select bit_count(bitstring_agg(artist_no, 1, {artists})) as artists
    from credited
),
labels as (
    select count(distinct genre) as genres
    from label_sets
    semi join (select distinct label_set from matched) using (label_set)
    where vocabulary = $vocabulary
),
final as (
    select levels.popularity, levels.tracks, levels.recordings, performers.artists, labels.genres
    from levels, performers, labels
    order by levels.popularity
)
select * from final

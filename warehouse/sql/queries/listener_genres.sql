-- One row a listener and genre: plays that count; a track or artist of several genres counts in parts.
with labelled as (
    select track_genres.track_no, track_genres.track_id, track_genres.genre
    from track_genres
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
),

of_tracks as (
    select track_id as id, genre, 1.0 / count(*) over (partition by track_id) as weight
    from labelled
),

of_artists as (
    select credits.artist_id as id, labelled.genre, count(*) / sum(count(*)) over (partition by credits.artist_id) as weight
    from labelled
    inner join track_artists as credits on credits.track_no = labelled.track_no
    group by credits.artist_id, labelled.genre
),

weights as (
    select items.item_no, of_tracks.genre, of_tracks.weight
    from play_items as items
    inner join of_tracks on items.item_kind = 'track' and of_tracks.id = items.track_id
    union all
    select items.item_no, of_artists.genre, of_artists.weight
    from play_items as items
    inner join of_artists on of_artists.id = items.artist_id
    where items.item_kind = 'artist'
),

final as (
    select heard.listener_no, weights.genre, sum(heard.plays_counted * weights.weight)::double as plays
    from listener_items as heard
    inner join weights on weights.item_no = heard.item_no
    where heard.plays_counted > 0
    group by heard.listener_no, weights.genre
    order by heard.listener_no, weights.genre
)

select * from final

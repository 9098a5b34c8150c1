-- One row a genre of the default vocabulary: its share of the recordings, a recording of several genres in parts.
with labelled as (
    select track_genres.track_no, track_genres.genre, 1.0 / count(*) over (partition by track_genres.track_no) as weight
    from track_genres
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
    inner join tracks on tracks.track_no = track_genres.track_no and tracks.is_canonical
),

final as (
    select genre, count(*) as recordings, sum(weight)::double / sum(sum(weight)) over () as share
    from labelled
    group by genre
    order by genre
)

select * from final

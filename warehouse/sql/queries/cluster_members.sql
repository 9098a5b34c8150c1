-- One row a recording and the group of the whole catalogue that it belongs to, with its first genre.
with first_genres as (
    select track_genres.track_no, min(track_genres.genre) as genre
    from track_genres
    semi join (select vocabulary from vocabularies where is_default) using (vocabulary)
    group by track_genres.track_no
),

final as (
    select tracks.track_no, tracks.track_id, tracks.main_artist_id, grouped.cluster, first_genres.genre
    from track_clusters as grouped
    inner join tracks on tracks.track_id = grouped.track_id
    left join first_genres on first_genres.track_no = tracks.track_no
    where grouped.scope = 'all' and tracks.is_canonical
    order by tracks.track_no
)

select * from final

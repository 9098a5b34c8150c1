-- One row an artist with enough recordings: the mean of each feature over them, and what people know it by.
with means as (
    select credits.artist_id, count(*) as n, median(t.popularity) as popularity, {columns}
    from tracks as t
    inner join track_artists as credits on credits.track_no = t.track_no
    where t.is_canonical
    group by credits.artist_id
    having count(*) >= $least
),

final as (
    select artists.name, artists.genres, means.*
    from means
    inner join artists on artists.artist_id = means.artist_id
    order by means.artist_id
)

select * from final

-- One row a date on which the popularity of recordings of an artist is known: how many, and their mean.
with final as (
    select history.as_of as day, count(*) as n, avg(history.popularity)::double as value
    from popularity_history as history
    inner join tracks on tracks.track_id = history.track_id and tracks.is_canonical
    where tracks.track_no in (select track_no from track_artists where artist_id = $artist_id)
    group by history.as_of
    order by history.as_of
)

select * from final

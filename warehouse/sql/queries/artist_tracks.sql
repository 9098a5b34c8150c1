-- one row: a track that credits the artist, the most popular first
with final as (
    select {columns}, t.is_canonical, credits.position
    from tracks as t
    inner join (select track_no, position from track_artists where artist_id = $artist_id) as credits using (track_no)
    order by t.track_no
)
select * from final

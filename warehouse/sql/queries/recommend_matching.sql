-- One row a track that a filter keeps: the track and its main artist.
with final as (
    select t.track_no, t.track_id, t.main_artist_id
    from tracks as t
    where {where}
)

select * from final

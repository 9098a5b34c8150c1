-- One row a recording: its canonical track, its main artist and what playlists are compared by.
with final as (
    select t.track_no, t.main_artist_id{columns}
    from tracks as t
    where t.is_canonical
    order by t.track_no
)

select * from final

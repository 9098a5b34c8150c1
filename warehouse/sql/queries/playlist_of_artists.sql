-- One row a recording of one of the artists, by artist the best known first.
with final as (
    select track_no, main_artist_id
    from tracks
    where is_canonical and main_artist_id in $artists
    qualify row_number() over (partition by main_artist_id order by track_no) <= $each
    order by main_artist_id, track_no
)

select * from final

-- One row a track.
with final as (
    select * from tracks
)

select * from final

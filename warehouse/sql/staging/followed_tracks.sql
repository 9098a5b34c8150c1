-- One row a track that several loads have or whose file dates its popularity: those that may have several dates.
with final as (
    select track_id from repeated_tracks
    union
    select track_id from raw.popularity
)

select * from final

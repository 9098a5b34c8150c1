-- One row a title and credit, in the words of a file, beside which no id stands that the catalogue knows.
with told as (
    select track_id, title, artists
    from raw.chart_entries
    union all
    select track_id, title, artist
    from raw.playlist_tracks
    union all
    select track_id, title, artist
    from play_sources
),

final as (
    select distinct told.title, told.artists
    from told
    anti join tracks using (track_id)
    where told.title is not null and told.artists is not null
)

select * from final

-- One row an item in the words of the events: how many rows and plays.
with final as (
    select
        track_id,
        title,
        artist,
        artist_id,
        count(*) as rows,
        cast(sum(plays) as bigint) as plays
    from events
    group by track_id, title, artist, artist_id
)

select * from final

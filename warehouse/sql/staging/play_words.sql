-- One row a load and item, in the words of its rows: how many rows and plays. What follows need not read every play again.
with final as (
    select load_id, track_id, title, artist, artist_id, count(*) as rows, sum(plays)::bigint as plays
    from raw.plays
    group by all
)

select * from final

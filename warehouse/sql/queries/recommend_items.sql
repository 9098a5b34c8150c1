-- One row an item of the chosen ones.
with final as (
    select place, item, id, track_id, artist_id, artist, title
    from ({chosen})
    order by place
)

select * from final

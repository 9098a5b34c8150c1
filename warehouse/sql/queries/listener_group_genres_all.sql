-- One row a group of at least 20 listeners and genre it plays, the largest share first.
with final as (
    select kind, label, genre, n, share, share_of_all, times, low, high
    from listener_group_genres
    order by kind, label, share desc, genre
)

select * from final

-- One row a vocabulary, the one with most tracks first.
with counted as (
    select vocabulary, count(distinct genre) as genres, count(distinct track_id) as tracks
    from track_genres
    group by vocabulary
),

final as (
    select vocabulary, genres, tracks
    from counted
    order by tracks desc, vocabulary
)

select * from final

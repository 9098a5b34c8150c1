-- One row a vocabulary of genre labels; the one with the most tracks (then the fewest genres) is the default.
with counted as (
    select vocabulary, count(distinct genre) as genres, count(distinct track_no) as tracks
    from track_genres
    group by vocabulary
),

final as (
    select *, row_number() over (order by tracks desc, genres, vocabulary) = 1 as is_default
    from counted
    order by tracks desc, vocabulary
)

select * from final

-- One row: where a track stands, from 0, among the tracks of a vocabulary that a model learned from, and how many these are.
with labelled as (
    select distinct track_id
    from track_genres
    where vocabulary = $vocabulary and list_contains($genres, genre)
),
final as (
    select
        count(*) filter (where track_id < $track_id) as place, count(*) as total,
        count(*) filter (where track_id = $track_id) > 0 as is_there
    from labelled
)
select * from final

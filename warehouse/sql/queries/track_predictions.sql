-- one row: a genre that the published model expects of the track, the most probable first
with final as (
    select rank, genre, probability, sure, vocabulary, run
    from genre_predictions
    where track_id = $track_id
    order by rank
)
select * from final

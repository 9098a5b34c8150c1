-- One row a track of one genre: the popularity that the model expects of it, ascending.
with final as (
    select predictions.expected
    from popularity_predictions as predictions
    where
        predictions.expected is not null
        and predictions.track_id in (select track_id from track_genres where vocabulary = $vocabulary and genre = $genre)
    order by predictions.expected
)
select * from final

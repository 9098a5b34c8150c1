-- One row a genre of some: the popularity that the model expects of each of its tracks, ascending.
with final as (
    select labels.genre, list(predictions.expected order by predictions.expected) as levels
    from popularity_predictions as predictions
    inner join track_genres as labels using (track_id)
    where
        predictions.expected is not null
        and labels.vocabulary = $vocabulary
        and labels.genre in (select unnest($genres))
    group by labels.genre
)
select * from final

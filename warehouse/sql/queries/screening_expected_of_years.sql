-- One row a track released in some years: the popularity that the model expects of it, ascending.
with final as (
    select predictions.expected
    from popularity_predictions as predictions
    inner join tracks using (track_id)
    where predictions.expected is not null and tracks.release_year >= $first and tracks.release_year <= $last
    order by predictions.expected
)
select * from final

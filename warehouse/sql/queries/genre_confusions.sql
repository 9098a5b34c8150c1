-- one row: a true and a predicted genre (or family) of held-out tracks, with how many and their share of the truth's tracks
with pairs as (
    select {truth} as actual, {predicted} as answered, sum(n) as n
    from genre_confusion
    where run = $run
    group by all
),
final as (
    select
        actual as truth, answered as predicted, cast(n as bigint) as n, cast(n / sum(n) over (partition by actual) as double) as share
    from pairs
    order by truth, predicted
)
select * from final

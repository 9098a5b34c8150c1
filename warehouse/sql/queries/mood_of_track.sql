-- One row a mood of one track: its membership, how much of it could be looked at, and the feature that holds it back most.
with track as (
    select {columns}
    from tracks as t
    where t.track_no = $track_no
),

features as (
    unpivot track on columns(*) into name feature value value
),

fits as (
    select
        ranges.mood, ranges.feature, features.value,
        case
            when features.value is null then null
            when features.value < ranges.zero_below or features.value > ranges.zero_above then 0
            when features.value < ranges.full_from
                then (features.value - ranges.zero_below) / (ranges.full_from - ranges.zero_below)
            when features.value > ranges.full_to
                then (ranges.zero_above - features.value) / (ranges.zero_above - ranges.full_to)
            else 1
        end as fit
    from mood_ranges as ranges
    left join features using (feature)
    where exists (select * from track)
),

judged as (
    select
        mood,
        count(fit) / count(*) as known,
        min(fit) as worst,
        arg_min(feature, fit) as feature,
        arg_min(value, fit) as value
    from fits
    group by mood
),

final as (
    select
        moods.mood, moods.kind, moods.sentence,
        case when judged.known >= 0.5 then round(judged.worst * judged.known, 2) end as membership,
        judged.known,
        case when judged.worst < 1 then judged.feature end as held_back_by,
        case when judged.worst < 1 then judged.value end as value
    from judged
    inner join moods using (mood)
    order by membership desc nulls last, moods.mood_no
)

select * from final

-- One row a mood: how many tracks that the filter keeps are in it by at least $least, and of how many it is not known.
with kept as (
    select t.track_no
    from tracks as t
    where {where}
),

counted as (
    select
        members.mood,
        count(*) filter (members.membership >= $least) as tracks,
        count(*) filter (members.membership is null) as not_known
    from track_moods as members
    semi join kept using (track_no)
    group by members.mood
),

final as (
    select
        moods.mood, moods.kind,
        coalesce(counted.tracks, 0) as tracks,
        coalesce(counted.not_known, 0) as not_known
    from moods
    left join counted using (mood)
    order by moods.mood_no
)

select * from final

-- One row a mood or activity: its words and how many tracks it has.
with counted as (
    select
        mood,
        count(*) filter (membership >= 0.5) as tracks,
        count(*) filter (membership is null) as not_known
    from track_moods
    group by mood
),

named as (
    select distinct mood_no, mood, kind, synonyms, sentence
    from moods_given
),

final as (
    select
        named.*,
        coalesce(counted.tracks, 0) as tracks,
        coalesce(counted.not_known, 0) as not_known
    from named
    left join counted using (mood)
    order by named.mood_no
)

select * from final

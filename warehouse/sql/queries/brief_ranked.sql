-- One row a recording that every hard rule keeps, the best first: the parts of its score (0 to 1, missing where not known), and
-- the score, their weighted mean, in which a part that is not known counts 0. Of several releases the most popular stands.
with members as (
    select m.track_no {members}
    from track_moods as m
    where list_contains($moods, m.mood)
    group by m.track_no
),

kept as (
    select t.*, row_number() over (partition by t.recording_key order by t.popularity desc nulls last, t.track_no) as release
    from tracks as t
    where {where}
),

judged as (
    select t.* {parts}
    from kept as t
    left join members using (track_no)
    where t.release = 1
),

final as (
    select {columns}, {score} as score
    from judged as t
    order by score desc nulls last, t.popularity desc nulls last, t.track_no
    limit $rows
)

select * from final

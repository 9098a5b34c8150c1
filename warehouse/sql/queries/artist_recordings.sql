-- One row a recording that credits an artist: what it is, how popular, played and charted, what a model expects, how it sounds.
with theirs as (
    select t.*
    from tracks as t
    where t.track_no in (select track_no from track_artists where artist_id = $artist_id)
    qualify row_number() over (
        partition by t.recording_key order by t.popularity desc nulls last, t.track_no
    ) = 1
),

charted as (
    select track_no, sum(periods)::bigint as periods
    from track_charts
    where track_no in (select track_no from theirs)
    group by track_no
),

final as (
    select
        t.track_id, t.title, t.release_date, t.popularity, answers.expected, answers.low, answers.high,
        heard.plays_counted as plays, charted.periods as charted, {columns}
    from theirs as t
    left join {answers} as answers on answers.track_id = t.track_id
    left join item_plays as heard on heard.track_id = t.track_id and heard.item_kind = 'track'
    left join charted on charted.track_no = t.track_no
    order by t.popularity desc nulls last, t.track_no
)

select * from final

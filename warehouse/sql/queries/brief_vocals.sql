-- One row: what titles say about instrumentalness. Of tracks called instrumental or karaoke, how many pass the rule; of tracks that
-- name a guest (feat.), who mostly sings, how many pass it as well.
with named as (
    select
        t.instrumentalness >= $least as passes,
        regexp_matches(t.title, '\b(instrumental|karaoke)\b', 'i') as is_instrumental,
        regexp_matches(t.title, '\b(feat|ft)\.', 'i') as has_guest
    from tracks as t
    where t.instrumentalness is not null
),

final as (
    select
        count(*) filter (where is_instrumental) as instrumental,
        count(*) filter (where is_instrumental and passes) as instrumental_kept,
        count(*) filter (where has_guest and not is_instrumental) as sung,
        count(*) filter (where has_guest and not is_instrumental and passes) as sung_kept
    from named
)

select * from final

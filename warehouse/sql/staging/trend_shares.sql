-- One row a label, scope, step and period: its share of the recordings released, or of the places in a chart, with a label.
with placed as (
    select 'release' as of, '' as place, step, start, track_no, 1 as places
    from release_periods
    union all
    select 'chart', scope, step, start, track_no, count(*)
    from chart_periods
    where track_no is not null
    group by scope, step, start, track_no
),

weighed as (
    select
        placed.of, placed.place, placed.step, placed.start, weights.kind, weights.scope as vocabulary, weights.label,
        sum(weights.weight * placed.places) as weight
    from placed
    join genre_weights as weights using (track_no)
    -- Charts are told in the default vocabulary.
    where placed.of = 'release' or weights.scope = ''
    group by all
),

wholes as (
    select of, place, step, start, kind, vocabulary, sum(weight) as whole
    from weighed
    group by all
),

labels as (
    select of, place, step, kind, vocabulary, label
    from weighed
    group by all
),

-- A label that is missing in a period has a share of none there, so every label meets every period.
final as (
    select
        case when wholes.of = 'chart' then 'chart-' else '' end || wholes.kind || '-share' as subject,
        if(wholes.of = 'chart', wholes.place, wholes.vocabulary) as scope,
        labels.label as what,
        wholes.step,
        wholes.start,
        coalesce(weighed.weight, 0) / wholes.whole as value,
        round(wholes.whole)::bigint as n
    from wholes
    join labels using (of, place, step, kind, vocabulary)
    left join weighed using (of, place, step, kind, vocabulary, label, start)
)

select * from final

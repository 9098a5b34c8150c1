-- One row a label, scope, step and period: its share of the recordings released, or of the places in a chart, with a label.
-- The labels of a scope and step sum to one in every period; small ones of a step stand together as "(other)".
with stood as (
    select 'release' as place, '' as chart, step, start, track_no, 1 as places
    from release_periods
    union all
    select 'chart', scope, step, start, track_no, places
    from chart_periods
    where track_no is not null
),

labelled as (
    select
        stood.place, stood.chart, weights.scope as vocabulary, weights.kind, stood.step, stood.start, weights.label,
        sum(weights.weight * stood.places) as weight
    from stood
    join genre_weights as weights using (track_no)
    -- Charts are told in the default vocabulary; the decade of a release says nothing but its date.
    where if(stood.place = 'release', weights.kind <> 'decade', weights.scope = '')
    group by all
),

wholes as (
    select
        stood.place, stood.chart, weights.scope as vocabulary, weights.kind, stood.step, stood.start,
        sum(weights.weight * stood.places) as whole, count(distinct stood.track_no) as n
    from stood
    join genre_weights as weights using (track_no)
    where if(stood.place = 'release', weights.kind <> 'decade', weights.scope = '')
    group by all
),

-- A label with less than one release in five periods says nothing of its own in steps as short as that.
sized as (
    select
        labelled.place, labelled.chart, labelled.vocabulary, labelled.kind, labelled.step, labelled.label,
        sum(labelled.weight) >= 0.2 * any_value(periods.periods) as is_own
    from labelled
    join (
        select place, chart, vocabulary, kind, step, count(*) as periods from wholes group by all
    ) as periods using (place, chart, vocabulary, kind, step)
    group by all
),

named as (
    select
        labelled.* exclude (label, weight), if(sized.is_own, labelled.label, '(other)') as label, sum(labelled.weight) as weight
    from labelled
    join sized using (place, chart, vocabulary, kind, step, label)
    group by all
),

-- Where every label is small there is nothing to tell.
labels as (
    select place, chart, vocabulary, kind, step, label
    from (select distinct place, chart, vocabulary, kind, step, label from named)
    qualify bool_or(label <> '(other)') over (partition by place, chart, vocabulary, kind, step)
),

-- A label that is missing in a period has a share of none there, so every label meets every period.
final as (
    select
        if(wholes.place = 'chart', 'chart-', '') || wholes.kind || '-share' as subject,
        if(wholes.place = 'chart', wholes.chart, wholes.vocabulary) as scope,
        labels.label as what,
        wholes.step,
        wholes.start,
        least(1, coalesce(named.weight, 0) / wholes.whole) as value,
        wholes.n
    from wholes
    join labels using (place, chart, vocabulary, kind, step)
    left join named using (place, chart, vocabulary, kind, step, label, start)
)

select * from final

-- One row a figure that two runs both have: candidate, features, protocol and metric.
with final as (
    select
        ones.candidate,
        ones.features,
        ones.protocol,
        ones.metric,
        ones.value as one,
        others.value as other,
        others.value - ones.value as difference,
        ones.low as one_low,
        ones.high as one_high,
        others.low as other_low,
        others.high as other_high,
        ones.n,
        others.n as other_n
    from model_metrics as ones
    inner join model_metrics as others
        on others.run = $other
        and others.candidate = ones.candidate
        and others.features is not distinct from ones.features
        and others.protocol = ones.protocol
        and others.metric = ones.metric
    where ones.run = $one
    order by ones.candidate <> 'repertoire', ones.candidate, ones.features, ones.protocol, ones.metric
)

select * from final

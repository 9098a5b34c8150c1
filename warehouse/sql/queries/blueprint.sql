-- One row a feature: its middle 80% over the target and over the rest, with n of both and the overlap of the two distributions.
-- Recordings count once. A large rest is thinned evenly by track number: its quantiles hardly move, the answer stays fast.
with members as (
    select t.track_no, t.popularity
    from tracks as t
    where t.is_canonical and {where}
),

levels as (
    select quantile_cont(popularity, $from_share) as lowest, quantile_cont(popularity, $to_share) as highest
    from members
    where popularity > 0
),

target as (
    select members.track_no
    from members, levels
    where $whole or (members.popularity > 0 and members.popularity between levels.lowest and levels.highest)
),

others as (
    select t.track_no
    from tracks as t
    anti join target using (track_no)
    where t.is_canonical and {rest}
),

thinned as (
    select track_no
    from others
    where track_no % (select greatest(1, count(*) // $most) from others) = 0
),

sides as (
    select track_no, true as is_target from target
    union all
    select track_no, false as is_target from thinned
),

wide as (
    select sides.is_target, {columns}
    from tracks as t
    inner join sides using (track_no)
),

measured as (
    unpivot wide on columns(* exclude (is_target)) into name feature value measure
),

ends as (
    select feature, quantile_cont(measure, 0.005) as low, quantile_cont(measure, 0.995) as high
    from measured
    group by feature
),

binned as (
    select
        measured.feature, measured.is_target,
        greatest(0, least($bins - 1, floor($bins * (measure - ends.low) / nullif(ends.high - ends.low, 0)))) as bin,
        count(*) as n
    from measured
    inner join ends using (feature)
    group by all
),

shares as (
    select feature, is_target, bin, n / sum(n) over (partition by feature, is_target) as share
    from binned
),

common as (
    select feature, bin, case when count(*) = 2 then min(share) else 0 end as share
    from shares
    group by feature, bin
),

alike as (
    select feature, sum(share) as overlap
    from common
    group by feature
),

bands as (
    select
        feature,
        count(*) filter (where is_target) as n,
        quantile_cont(measure, 0.1) filter (where is_target) as q10,
        quantile_cont(measure, 0.5) filter (where is_target) as q50,
        quantile_cont(measure, 0.9) filter (where is_target) as q90,
        count(*) filter (where not is_target) as rest_n,
        quantile_cont(measure, 0.1) filter (where not is_target) as rest_q10,
        quantile_cont(measure, 0.5) filter (where not is_target) as rest_q50,
        quantile_cont(measure, 0.9) filter (where not is_target) as rest_q90
    from measured
    group by feature
),

final as (
    select bands.*, ends.low, ends.high, alike.overlap, levels.lowest, levels.highest
    from bands
    inner join ends using (feature)
    inner join alike using (feature)
    cross join levels
)

select * from final

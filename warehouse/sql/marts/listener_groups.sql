-- One row a group of listeners by age, country or gender of at least 20 that play; and one a kind for what is too small, unnamed.
with counted as (
    select kind, label, count(*) as listeners, sum(plays)::bigint as plays
    from listener_profiles
    group by kind, label
),

final as (
    select kind, label, listeners, plays, 0 as hidden
    from counted
    where listeners >= 20
    union all
    select kind, null, null, null, count(*)::integer
    from counted
    where listeners < 20
    group by kind
    order by kind, listeners desc nulls last, label
)

select * from final

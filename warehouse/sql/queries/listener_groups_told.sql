-- One row a group of listeners, and one a kind for those that are too small: with the genres it plays more than all do.
with more as (
    select
        kind, label, genre, times,
        row_number() over (partition by kind, label order by share - share_of_all desc, genre) as place
    from listener_group_genres
    where low > 1
),

listed as (
    select kind, label, string_agg(genre || ' ' || printf('%.1f', times), '; ' order by place) as over
    from more
    where place <= 4
    group by kind, label
),

final as (
    select groups.kind, groups.label, groups.listeners, groups.plays, groups.hidden, coalesce(listed.over, '') as over
    from listener_groups as groups
    left join listed on groups.kind = listed.kind and groups.label = listed.label
    order by groups.kind, groups.listeners desc nulls last, groups.label
)

select * from final

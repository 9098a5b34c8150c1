-- One row a month: plays of an artist that count, over the weeks that begin in it, and how many weeks these are.
with final as (
    select date_trunc('month', week)::date as day, count(*) as n, sum(plays_counted)::double as value
    from artist_plays_weekly
    where artist_id = $artist_id
    group by all
    order by day
)

select * from final

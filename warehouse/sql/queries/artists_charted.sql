-- One row an artist of the catalogue: places of its tracks in one chart in a span of days, and in the span before.
with entries as (
    select track_no, day
    from chart_entries
    where chart = $chart and region is not distinct from $region and day > $begin and day <= $until
    and track_no is not null
),

final as (
    select
        credits.artist_id,
        (count(*) filter (entries.day <= $middle))::double as before,
        (count(*) filter (entries.day > $middle))::double as after
    from entries
    inner join track_artists as credits on credits.track_no = entries.track_no
    group by credits.artist_id
)

select * from final

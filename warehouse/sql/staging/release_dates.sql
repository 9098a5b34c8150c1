-- One row a recording that is dated and not of the future: when it was first released, as far as its tracks say.
-- A re-release is no new release, so of the tracks of a recording the earliest date counts.
with known as (
    select max(as_of) as as_of
    from raw.loads
),

final as (
    select
        max(track_no) filter (where is_canonical) as track_no,
        min(release_date) as released,
        arg_min(release_precision, release_date) as precision
    from tracks
    where release_date <= (select as_of from known)
    group by recording_key
    having max(track_no) filter (where is_canonical) is not null
)

select * from final

-- One row a recording that is dated and not of the future: when it was first released, as far as its tracks say.
-- A re-release is no new release, so of the tracks of a recording the earliest date counts.
with final as (
    select
        recording_key,
        max(track_no) filter (where is_canonical) as track_no,
        min(release_date) as released,
        arg_min(coalesce(release_precision, 'day'), release_date) as precision
    from tracks
    where release_date <= (select max(as_of) from raw.loads)
    group by recording_key
    -- The track that stands for the recording may be one without a date.
    having max(track_no) filter (where is_canonical) is not null
)

select * from final

-- One row a recording, by its canonical track; of a large catalogue those of whole artists, evenly drawn by the hash of the artist.
with sizes as (
    select greatest(1, cast(ceil(count(*) / $most) as bigint)) as step
    from tracks
    where is_canonical
),

final as (
    select
        t.track_id, coalesce(t.main_artist_id, t.track_id) as artist_id, t.release_date, t.release_precision, t.release_year,
        cast(t.popularity as double) as popularity, {columns}
    from tracks as t
    where t.is_canonical and hash(coalesce(t.main_artist_id, t.track_id)) % (select step from sizes) = 0
    order by t.track_id
)

select * from final

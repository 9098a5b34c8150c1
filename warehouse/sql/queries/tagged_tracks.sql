-- one row: a track of a list, with what people know it by and its measures
with wanted as (
    select unnest($tracks::varchar[]) as track_id
),
final as (
    select t.track_id, t.title, t.artists, t.album, t.popularity, {columns}
    from tracks as t
    semi join wanted using (track_id)
    order by t.track_id
)
select * from final

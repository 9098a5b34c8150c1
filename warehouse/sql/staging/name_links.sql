-- One row a title and credit, in the words of a file, that the catalogue knows by name: its track.
-- Of a record with two sides ("Hello, Goodbye/I Am The Walrus") the first, unless the whole is a title.
with titles as (
    select title, artists, title as looked_for, 1 as choice
    from unlinked_names
    union all
    select title, artists, split_part(title, '/', 1), 2
    from unlinked_names
    where contains(title, '/')
),

keyed as (
    select titles.title, titles.artists, titles.choice, title_key(titles.looked_for) as title_key, credit_keys.artist_key
    from titles
    join credit_keys using (artists)
),

final as (
    select
        keyed.title,
        keyed.artists,
        arg_min(track_keys.track_no, keyed.choice) as track_no,
        arg_min(track_keys.track_id, keyed.choice) as track_id
    from keyed
    join track_keys using (title_key, artist_key)
    group by keyed.title, keyed.artists
)

select * from final

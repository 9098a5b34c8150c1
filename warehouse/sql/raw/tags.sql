-- One row a tag that somebody gave to an artist or a track, or a count of such tags.
create table if not exists raw.tags (
    load_id integer not null,
    line bigint,
    track_id varchar,
    artist varchar,
    artist_id varchar,
    tag varchar,
    tag_id varchar,
    listener varchar,
    uses bigint not null,
    tagged_on date
);

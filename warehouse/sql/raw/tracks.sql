-- One row a track and load: what one file says of a track, repeated rows merged.
create table if not exists raw.tracks (
    load_id integer not null,
    line bigint,
    artist_names varchar[],
    $features
);

-- One row a track in a playlist, as one file gives it.
create table if not exists raw.playlist_tracks (
    load_id integer not null,
    line bigint,
    playlist_id varchar not null,
    playlist varchar,
    track_id varchar,
    title varchar,
    artist varchar,
    position integer,
    added_at timestamp
);

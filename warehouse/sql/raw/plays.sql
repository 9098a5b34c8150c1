-- One row a row of a file of listening events, or of counts of them (then played_at is null and plays says how many).
create table if not exists raw.plays (
    load_id integer not null,
    line bigint,
    listener varchar not null,
    track_id varchar,
    title varchar,
    artist varchar,
    artist_id varchar,
    played_at timestamp,
    ms_played bigint,
    plays bigint not null,
    country varchar
);

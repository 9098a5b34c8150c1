-- One row a track, load and date, for files whose rows carry the date of their popularity.
create table if not exists raw.popularity (
    load_id integer not null,
    track_id varchar not null,
    as_of date not null,
    popularity integer not null
);

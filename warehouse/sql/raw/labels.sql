-- One row a genre label of a track in a load.
create table if not exists raw.labels (
    load_id integer not null,
    track_id varchar not null,
    vocabulary varchar not null,
    genre varchar not null
);

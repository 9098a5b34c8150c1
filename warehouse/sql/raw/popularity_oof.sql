-- One row a track and run: the popularity that a model expects which had not seen the track.
create table if not exists raw.popularity_oof (
    track_id varchar not null,
    run varchar not null,
    fold integer,
    zero double,
    expected double,
    low double,
    high double
);

-- One row a track, run and rank: the genres a model finds most likely.
create table if not exists raw.genre_predictions (
    track_id varchar not null,
    run varchar not null,
    vocabulary varchar,
    rank integer not null,
    genre varchar,
    probability double,
    sure boolean
);

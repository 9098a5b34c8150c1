-- One row a track, run and one of its genres: what a model that had not seen the track finds instead.
create table if not exists raw.genre_oof (
    track_id varchar not null,
    run varchar not null,
    fold integer,
    vocabulary varchar,
    genre varchar,
    probability double,
    suggested varchar,
    suggested_probability double,
    second varchar,
    second_probability double,
    family varchar,
    family_probability double
);

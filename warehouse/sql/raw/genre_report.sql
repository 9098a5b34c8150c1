-- One row a run and genre: precision, recall and F1 on held-out tracks.
create table if not exists raw.genre_report (
    run varchar not null,
    vocabulary varchar,
    genre varchar,
    n double,
    predicted_n bigint,
    precision double,
    recall double,
    f1 double
);

-- One row a run and pair of genres: how many held-out tracks of the one were taken for the other.
create table if not exists raw.genre_confusion (
    run varchar not null,
    vocabulary varchar,
    truth varchar,
    predicted varchar,
    n double
);

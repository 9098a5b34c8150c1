-- One row a track and run: the family a genre model finds most likely, and how far the track is from those it learned from.
create table if not exists raw.genre_answers (
    track_id varchar not null,
    run varchar not null,
    vocabulary varchar,
    family varchar,
    family_probability double,
    family_sure boolean,
    odd boolean,
    distance double
);

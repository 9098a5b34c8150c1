-- One row a run, held-out track and genre that its answer is counted for: what a model that had not seen the track answered
-- first, and the part of the track that counts (1 for a hit, 1 / k for a miss of a track with k genres).
create table if not exists raw.genre_held_out (
    track_id varchar not null,
    run varchar not null,
    vocabulary varchar,
    genre varchar,
    answered varchar,
    probability double,
    weight double
);

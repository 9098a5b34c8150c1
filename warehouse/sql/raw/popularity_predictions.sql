-- One row a track and run: the popularity a model expects, with its 80% interval.
create table if not exists raw.popularity_predictions (
    track_id varchar not null,
    run varchar not null,
    zero double,
    level double,
    expected double,
    low double,
    high double,
    known boolean,
    out_of_fold boolean
);

-- One row a run, task, scope, feature and sampled track: the value and what it adds to the model's answer.
create table if not exists raw.driver_points (
    run varchar not null,
    task varchar not null,
    scope varchar not null,
    feature varchar not null,
    track_id varchar not null,
    value double,
    contribution double
);

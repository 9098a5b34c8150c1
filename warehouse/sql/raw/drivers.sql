-- One row a run, task, scope and feature: how much the feature moves the model's answers, with its range over folds.
create table if not exists raw.drivers (
    run varchar not null,
    task varchar not null,
    scope varchar not null,
    feature varchar not null,
    importance double,
    low double,
    high double,
    direction double,
    n bigint,
    feature_group integer
);

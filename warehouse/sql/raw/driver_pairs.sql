-- One row a run, task and pair of features: how much the two together add beyond each alone.
create table if not exists raw.driver_pairs (
    run varchar not null,
    task varchar not null,
    feature varchar not null,
    other varchar not null,
    strength double,
    n bigint
);

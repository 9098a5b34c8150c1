-- One row a measured figure of a run, for our model and its baselines.
create table if not exists raw.model_metrics (
    model varchar not null,
    run varchar not null,
    candidate varchar not null,
    features varchar,
    protocol varchar,
    metric varchar,
    value double,
    low double,
    high double,
    n bigint
);

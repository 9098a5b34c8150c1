-- One row a run of a model.
create table if not exists raw.model_runs (
    model varchar not null,
    run varchar primary key,
    promoted boolean not null,
    trained_at timestamp,
    seconds double,
    card varchar
);

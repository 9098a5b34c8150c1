-- One row a run and published belief: whether it holds on the loaded data, with the effect and its interval.
create table if not exists raw.beliefs (
    run varchar not null,
    belief varchar not null,
    words varchar,
    verdict varchar,
    effect double,
    low double,
    high double,
    n bigint,
    method varchar
);

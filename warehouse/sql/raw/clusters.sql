-- One row a run, scope and group of tracks: the name it was given, how often it comes back, what genre does not explain.
create table if not exists raw.clusters (
    run varchar not null,
    scope varchar not null,
    cluster integer not null,
    name varchar,
    stability double,
    unexplained double,
    artists bigint,
    is_niche boolean
);

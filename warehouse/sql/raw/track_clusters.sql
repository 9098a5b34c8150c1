-- One row a run, scope and track: the group it is in (0: none) and how much it belongs there, 0 to 1.
create table if not exists raw.track_clusters (
    run varchar not null,
    scope varchar not null,
    track_id varchar not null,
    cluster integer not null,
    strength float
);

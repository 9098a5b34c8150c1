-- One row a run, scope, group and feature: its median in the group and how far the group is from all tracks.
create table if not exists raw.cluster_traits (
    run varchar not null,
    scope varchar not null,
    cluster integer not null,
    feature varchar not null,
    median double,
    difference double
);

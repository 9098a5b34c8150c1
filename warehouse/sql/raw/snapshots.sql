-- One row a published snapshot: the figures later snapshots are compared with.
create table if not exists raw.snapshots (
    number integer primary key,
    published_at timestamp,
    as_of date,
    data_version varchar,
    tracks bigint,
    recordings bigint,
    artists bigint,
    genres bigint,
    popularity_counts bigint[]
);

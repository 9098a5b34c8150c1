-- One row a load: a file that came in.
create table if not exists raw.loads (
    load_id integer primary key,
    file varchar,
    kind varchar,
    schema varchar,
    collection varchar,
    vocabulary varchar,
    as_of date,
    as_of_assumed boolean,
    demo boolean,
    rows_read bigint,
    rows_loaded bigint,
    rows_merged bigint,
    rows_rejected bigint,
    disagreeing bigint,
    missing_values bigint,
    seconds double,
    loaded_at timestamp,
    sha256 varchar,
    bytes bigint,
    notes varchar
);

-- One row a rejected row of a file, with the first thing that was wrong with it.
create table if not exists raw.rejects (
    load_id integer not null,
    file varchar,
    line bigint,
    column_name varchar,
    reason varchar,
    value varchar
);

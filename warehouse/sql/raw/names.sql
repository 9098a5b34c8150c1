-- One row an id of a source and the name it stands for.
create table if not exists raw.names (
    load_id integer not null,
    line bigint,
    entity varchar not null,
    id varchar not null,
    name varchar not null
);

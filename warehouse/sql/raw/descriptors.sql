-- One row a clip and descriptor: a number measured from its sound, with the label the source gives the clip.
create table if not exists raw.descriptors (
    load_id integer not null,
    line bigint,
    clip varchar not null,
    label varchar,
    name varchar not null,
    value double
);

-- One row a figure of a series: a key (and a date where the key is one), the name of the figure, its value.
create table if not exists raw.series (
    load_id integer not null,
    line bigint,
    series varchar not null,
    key varchar not null,
    day date,
    name varchar not null,
    value double
);

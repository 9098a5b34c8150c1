-- One row a place in a chart on a date, as one file gives it.
create table if not exists raw.chart_entries (
    load_id integer not null,
    line bigint,
    chart varchar not null,
    region varchar,
    day date not null,
    rank integer not null,
    track_id varchar,
    title varchar,
    artist_names varchar[],
    artists varchar,
    label varchar,
    streams bigint,
    previous_rank integer,
    peak_rank integer,
    periods_on_chart integer
);

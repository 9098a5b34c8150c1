-- One row a run, series, past origin (the last period known then) and period ahead of it: what was forecast, and what came.
create table if not exists raw.forecast_backtests (
    run varchar not null,
    series_id varchar not null,
    origin date not null,
    start date not null,
    ahead integer not null,
    pick varchar,
    value double not null,
    low_80 double,
    high_80 double,
    low_95 double,
    high_95 double,
    naive double,
    actual double
);

-- One row a run, series and period ahead: what is forecast, with 80% and 95% intervals, and what naive says.
create table if not exists raw.forecasts (
    run varchar not null,
    series_id varchar not null,
    start date not null,
    ahead integer not null,
    value double not null,
    low_80 double,
    high_80 double,
    low_95 double,
    high_95 double,
    naive double
);

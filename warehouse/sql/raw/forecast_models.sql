-- One row a run, series and way to forecast it: its error and what its own intervals covered, on the judged origins.
create table if not exists raw.forecast_models (
    run varchar not null,
    series_id varchar not null,
    model varchar not null,
    mase double,
    covered_80 double,
    covered_95 double
);

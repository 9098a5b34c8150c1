-- One row a listener of a load: the band of the age, the country and the gender, as far as the file says.
create table if not exists raw.listeners (
    load_id integer not null,
    line bigint,
    listener varchar not null,
    age_band varchar,
    country varchar,
    gender varchar
);

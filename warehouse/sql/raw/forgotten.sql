-- One row a listener that was erased: a salted hash of the name, so that the rows are refused when the file comes again.
create table if not exists raw.forgotten (
    code varchar primary key,
    salt varchar not null,
    forgotten_at timestamp not null
);

-- The schema that holds what files say and what models say, before anything is derived.
create schema if not exists raw;

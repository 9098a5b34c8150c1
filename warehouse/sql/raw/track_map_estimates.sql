-- One row a run and track that sound alone describes: the middle of where tracks with such values stand by t-SNE; no place of its own.
create table if not exists raw.track_map_estimates (
    run varchar not null,
    track_id varchar not null,
    x float not null,
    y float not null
);

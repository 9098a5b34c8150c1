-- One row a run and track: where it stands on the map, by t-SNE (x, y) and by principal components.
create table if not exists raw.track_map (
    run varchar not null,
    track_id varchar not null,
    x float not null,
    y float not null,
    pca_x float not null,
    pca_y float not null,
    learned boolean
);

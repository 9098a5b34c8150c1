-- One row a play: what it is a play of, as its source names it. Tracks by id, else by their words, else artists.
create or replace macro source_item(track_id, title, artist, artist_id) as case
    when track_id is not null then 'track:' || track_id
    when title is not null
        then 'title:' || title || chr(31) || coalesce(artist, '') || chr(31) || coalesce(artist_id, '')
    else 'artist:' || coalesce(artist, '') || chr(31) || coalesce(artist_id, '')
end;

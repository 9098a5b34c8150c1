-- One row a track, label and kind of it (genre or family, of a vocabulary): the part of the track that counts for the label.
-- A track with several labels counts for each in equal parts, so that shares sum to one.
with default_vocabulary as (
    select vocabulary as name
    from vocabularies
    where is_default
),

labelled as (
    select distinct track_no, 'genre' as kind, if(vocabulary = name, '', vocabulary) as scope, genre as label
    from track_genres, default_vocabulary
    union all
    select distinct track_no, 'family', '', family
    from track_genres
    where family is not null
),

final as (
    select track_no, kind, scope, label, 1.0 / count(*) over (partition by track_no, kind, scope) as weight
    from labelled
)

select * from final

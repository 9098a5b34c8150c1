-- One row a track, label and kind of it (genre or family, of a vocabulary; decade of its first release): the part of the track that counts for the label.
-- A track with several labels counts for each in equal parts, so that shares sum to one. The default vocabulary, and
-- families, which join vocabularies, have an empty scope.
with labelled as (
    select distinct
        labels.track_no, 'genre' as kind, if(vocabularies.is_default, '', labels.vocabulary) as scope, labels.genre as label
    from track_genres as labels
    join vocabularies using (vocabulary)
    union all
    select distinct track_no, 'family', '', family
    from track_genres
    where family is not null
    union all
    select tracks.track_no, 'decade', '', (year(dates.released) // 10 * 10) || 's'
    from tracks
    join release_dates as dates using (recording_key)
),

final as (
    select track_no, kind, scope, label, 1.0::double / count(*) over (partition by track_no, kind, scope) as weight
    from labelled
)

select * from final

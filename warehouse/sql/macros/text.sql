-- One row a text: how titles and credits are compared across sources; docs/decisions/0011 says why.

-- The words of a text: lower case, no accents, no punctuation. "&", "+" and "n'" are and, "rocking" is rockin,
-- "P!nk" pink, "Ke$ha" kesha, "R.E.M." rem. A text without letters and digits stays as it is ("!!!").
create or replace macro plain_text(given) as coalesce(
    nullif(
        lower(strip_accents(given))
            .regexp_replace('([a-z])\$|\$([a-z])', '\1s\2', 'g')
            .regexp_replace('([a-z])!([a-z])', '\1i\2', 'g')
            .regexp_replace('([a-z]{2}in)g\b', '\1', 'g')
            .regexp_replace('\.{2,}|…', ' ', 'g')
            .regexp_replace('[&+]|\b[''’]?n[''’]|\b\s?[''’]n\b', ' and ', 'g')
            .regexp_replace('[''’‘`´.]+', '', 'g')
            .regexp_replace('[^\p{L}\p{M}\p{N}]+', ' ', 'g')
            .trim(),
        ''
    ),
    trim(lower(given))
);

-- A title without what says only that it is the same performance, in brackets or after a dash: guests, the film it is
-- from, words such as "Remastered 2011" or "Radio Edit". "Live", "Remix", "Acoustic" and whatever is not listed stays.
-- A guest after "with" is known by the small letter: "(with Sia)" is a guest, "(With You)" a part of the title.
create or replace macro without_aside(given) as
    given
        .regexp_replace(
            '(?:[(\[]|\s-)\s*(?:(?i:feat|ft|featuring|duet with)\b|with\s)[^()\[\]]*(?:[)\]]|$)', ' ', 'g'
        )
        .regexp_replace('(?i)\s(?:feat\.|ft\.|featuring)\s[^()\[\]]*$', ' ')
        .regexp_replace(
            '(?i)(?:[(\[]|\s-)\s*(?:music )?from\s+'
            || '(?:["''“‘]|disney|the (?:film|movie|series|netflix|motion|original))(?:[^-()\[\]]|\S-|-\S)*(?:[)\]]|$)',
            ' ', 'g'
        )
        .regexp_replace(
            '(?i)(?:[(\[]|\s-)\s*(?:(?:(?:19|20)\d\d\W*)?(?:7|45|in|the|version|versao|edit|mix|digital|digitally|'
            || 're-?master(?:ed|izad[oa])?|mono|stereo|original|single|album|radio|main|lp|ep|video|explicit|clean|'
            || 'title|bonus|track|full|length|inch|soundtrack|motion|picture|studio|recording|cast|broadway|glee|'
            || 'greatest|hits|uncut)\b(?:\W*(?:19|20)\d\d\b)?[^\w()\[\]]*)+(?:[)\]]|$)',
            ' ', 'g'
        );

-- A title without its asides, of which there may be one behind the other.
create or replace macro without_asides(given) as without_aside(without_aside(strip_accents(given)));

-- What tells one performance from another, without spaces ("4 AM" is 4am); "Pt. 2", "Part II" and "Part 2" are one.
create or replace macro title_key(given) as
    coalesce(nullif(plain_text(without_asides(given)), ''), plain_text(given))
        .regexp_replace('\b(?:pt|pts|parts?) (?:1|i|one)\b', 'part1')
        .regexp_replace('\b(?:pt|pts|parts?) (?:2|ii|two)\b', 'part2')
        .regexp_replace('\b(?:pt|pts|parts?) (?:3|iii|three)\b', 'part3')
        .replace(' ', '');

-- An artist's name without a leading "the" and without spaces.
create or replace macro artist_key(given) as
    plain_text(given).regexp_replace('^the (.)', '\1').replace(' ', '');

-- A credit before its guests: "A Featuring B", "A (with B)" -> "A". "A & B" stays: it may be one name.
create or replace macro without_guests(given) as coalesce(
    nullif(
        given
            .regexp_replace('\s+[(\[].*$', '')
            .regexp_replace(
                '(?i)\s*[,/]?\s*\b(?:featuring|feat\.?|ft\.?|a duet with|duet with|with|co-starring|starring|'
                || 'introducing|presents|vs\.?|versus|as)\s.*$',
                ''
            )
            .trim(),
        ''
    ),
    given
);

-- The parts of a credit, each with what joins it to the part before: "A, B & C" -> ["A", ", B", " & C"].
create or replace macro joined_names(given) as
    without_guests(given)
        .regexp_replace('(?i)(\s*[,;/]\s*|\s+(?:&|and|x|\+)\s+)', chr(31) || '\1', 'g')
        .string_split(chr(31));

-- Whom a credit may mean: the whole, the credit without guests, then ever fewer of its parts; in no order.
-- "A, B & C Featuring D" -> the whole, "A, B & C", "A, B", "A".
create or replace macro credited_names(given) as
    range(1, len(joined_names(given)) + 1)
        .list_transform(lambda n: array_to_string(joined_names(given)[1:n], ''))
        .list_append(given);

-- The first name of a credit.
create or replace macro lead_artist(given) as joined_names(given)[1];

-- One row a group of at least 20 listeners and genre it plays: the mean share of its listeners, over that of all, with an interval.
-- Each listener counts as one; a play of several genres counts for each in parts; the interval is that of the group's mean (95%).
with played as (
    select heard.listener_no, weights.label as genre, sum(heard.plays_counted * weights.weight) as plays
    from listener_items as heard
    join play_items as items using (item_no)
    join tracks using (track_id)
    join genre_weights as weights on weights.track_no = tracks.track_no and weights.kind = 'genre' and weights.scope = ''
    where heard.plays_counted > 0
    group by heard.listener_no, weights.label
),

shares as (
    select listener_no, genre, plays / sum(plays) over (partition by listener_no) as share
    from played
),

everybody as (
    select genre, sum(share) / (select count(distinct listener_no) from shares) as share
    from shares
    group by genre
),

members as (
    select profiles.listener_no, profiles.kind, profiles.label
    from listener_profiles as profiles
    semi join shares using (listener_no)
    join listener_groups as told on profiles.kind = told.kind and profiles.label = told.label
),

sizes as (
    select kind, label, count(*) as n
    from members
    group by kind, label
    having count(*) >= 20
),

summed as (
    select members.kind, members.label, shares.genre, sum(shares.share) as total, sum(shares.share * shares.share) as squares
    from members
    join shares using (listener_no)
    group by members.kind, members.label, shares.genre
),

means as (
    select
        summed.kind, summed.label, summed.genre, sizes.n,
        total / n as share,
        sqrt(greatest(squares - total * total / n, 0) / (n - 1) / n) as error
    from summed
    join sizes using (kind, label)
),

final as (
    select
        means.kind, means.label, means.genre, means.n, means.share,
        everybody.share as share_of_all,
        means.share / everybody.share as times,
        greatest(means.share - 1.96 * error, 0) / everybody.share as low,
        (means.share + 1.96 * error) / everybody.share as high
    from means
    join everybody using (genre)
    order by means.kind, means.label, means.share desc, means.genre
)

select * from final

-- One row: of each feature the mean of the chosen recordings less that of all, in standard deviations of all.
with chosen as (
    select tracks.*
    from tracks
    where tracks.track_no in $tracks
),

every_track as (
    select tracks.*
    from tracks
    semi join map_points as placed on placed.track_no = tracks.track_no
),

of_chosen as (
    select {means} from chosen as t
),

of_all as (
    select {means_and_spreads} from every_track as t
),

final as (
    select {differences} from of_chosen cross join of_all
)

select * from final

-- One row a track: its features of which a mean says something. The build fills in their names, see warehouse/features.py.
with final as (
    select
        /* measures */
        track_no
    from tracks
)

select * from final

-- One row a figure of a series: its key (and the day, where the key is one), the figure's name and its newest value.
with final as (
    select figures.series, figures.key, figures.day, figures.name, figures.value, figures.load_id
    from raw.series as figures
    join raw.loads as loads using (load_id)
    qualify row_number() over (
        partition by figures.series, figures.key, figures.name
        order by loads.as_of desc, loads.load_id desc, figures.line
    ) = 1
    order by figures.series, figures.day, figures.key, figures.name
)

select * from final

-- one row: a listener among the usable rows of a file, its first row; ages in years as bands
with read as (
    select
        line,
        row_no,
        listener,
        try_cast(age as double) as years,
        lower(regexp_replace(trim(age), '\s*[-–—]\s*', '-')) as words,
        upper(trim(country)) as country,
        case
            when lower(trim(gender)) in ('f', 'female', 'woman', 'w') then 'female'
            when lower(trim(gender)) in ('m', 'male', 'man') then 'male'
            else lower(trim(gender))
        end as gender
    from judged
    where fault is null
),

final as (
    select
        $load_id as load_id,
        line,
        listener,
        case
            when years is null then nullif(words, '')
            when years not between 5 and 110 then null
            when years < 18 then 'under 18'
            when years < 25 then '18-24'
            when years < 35 then '25-34'
            when years < 45 then '35-44'
            when years < 55 then '45-54'
            when years < 65 then '55-64'
            else '65 and over'
        end as age_band,
        nullif(country, '') as country,
        nullif(gender, '') as gender
    from read
    qualify row_number() over (partition by listener order by row_no) = 1
)
select * from final

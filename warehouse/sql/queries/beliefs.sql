-- One row a published belief and the way it was tested.
with final as (
    select belief, words, verdict, effect, low, high, n, method
    from beliefs
    order by belief
)

select * from final

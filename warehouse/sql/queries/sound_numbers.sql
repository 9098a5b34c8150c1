-- One row a number that any run ever gave to a group of a scope.
with final as (
    select distinct cluster
    from raw.clusters
    where scope = $scope
    order by cluster
)

select * from final

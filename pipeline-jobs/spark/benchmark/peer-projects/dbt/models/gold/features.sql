SELECT custkey, count(*) AS orders, sum(totalprice) AS spent, max(orderdate) AS last_order
FROM {{ ref('orders') }} GROUP BY custkey

SELECT c.segment, date_trunc('MONTH', o.orderdate) AS month,
  sum(l.extendedprice * (1 - l.discount)) AS revenue, count(*) AS items
FROM {{ ref('lineitem') }} l
JOIN {{ ref('orders') }} o ON o.orderkey = l.orderkey
JOIN {{ ref('customer') }} c ON c.custkey = o.custkey
GROUP BY c.segment, date_trunc('MONTH', o.orderdate)

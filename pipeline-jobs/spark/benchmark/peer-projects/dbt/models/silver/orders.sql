SELECT orderkey, custkey, status, totalprice, orderdate, updated FROM (
  SELECT CAST(orderkey AS BIGINT) AS orderkey, CAST(custkey AS BIGINT) AS custkey, status,
    CAST(totalprice AS DECIMAL(12,2)) AS totalprice, CAST(orderdate AS DATE) AS orderdate,
    CAST(updated AS BIGINT) AS updated,
    row_number() OVER (PARTITION BY CAST(orderkey AS BIGINT) ORDER BY CAST(updated AS BIGINT) DESC) AS newest
  FROM delta.`{{ env_var('PEER_BRONZE') }}/orders`)
WHERE newest = 1

SELECT orderkey, partkey, quantity, extendedprice, discount, shipdate FROM (
  SELECT CAST(orderkey AS BIGINT) AS orderkey, CAST(partkey AS BIGINT) AS partkey,
    CAST(quantity AS DECIMAL(12,2)) AS quantity, CAST(extendedprice AS DECIMAL(12,2)) AS extendedprice,
    CAST(discount AS DECIMAL(12,2)) AS discount, CAST(shipdate AS DATE) AS shipdate
  FROM delta.`{{ env_var('PEER_BRONZE') }}/lineitem`)
WHERE quantity > 0

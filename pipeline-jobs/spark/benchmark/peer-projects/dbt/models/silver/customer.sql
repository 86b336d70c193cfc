SELECT CAST(custkey AS BIGINT) AS custkey, trim(name) AS name, lower(segment) AS segment,
  CAST(acctbal AS DECIMAL(12,2)) AS acctbal
FROM delta.`{{ env_var('PEER_BRONZE') }}/customer`

"""The benchmark's tables as Spark Declarative Pipelines make them."""

import os

from pyspark import pipelines as dp
from pyspark.sql import SparkSession

spark = SparkSession.active()
BRONZE = os.environ["PEER_BRONZE"]


@dp.materialized_view(format="delta")
def customer():
    return spark.sql(
        f"""
SELECT CAST(custkey AS BIGINT) AS custkey, trim(name) AS name, lower(segment) AS segment,
  CAST(acctbal AS DECIMAL(12,2)) AS acctbal
FROM delta.`{BRONZE}/customer`
"""
    )


@dp.materialized_view(format="delta")
def orders():
    return spark.sql(
        f"""
SELECT orderkey, custkey, status, totalprice, orderdate, updated FROM (
  SELECT CAST(orderkey AS BIGINT) AS orderkey, CAST(custkey AS BIGINT) AS custkey, status,
    CAST(totalprice AS DECIMAL(12,2)) AS totalprice, CAST(orderdate AS DATE) AS orderdate,
    CAST(updated AS BIGINT) AS updated,
    row_number() OVER (PARTITION BY CAST(orderkey AS BIGINT) ORDER BY CAST(updated AS BIGINT) DESC) AS newest
  FROM delta.`{BRONZE}/orders`)
WHERE newest = 1
"""
    )


@dp.materialized_view(format="delta")
def lineitem():
    return spark.sql(
        f"""
SELECT orderkey, partkey, quantity, extendedprice, discount, shipdate FROM (
  SELECT CAST(orderkey AS BIGINT) AS orderkey, CAST(partkey AS BIGINT) AS partkey,
    CAST(quantity AS DECIMAL(12,2)) AS quantity, CAST(extendedprice AS DECIMAL(12,2)) AS extendedprice,
    CAST(discount AS DECIMAL(12,2)) AS discount, CAST(shipdate AS DATE) AS shipdate
  FROM delta.`{BRONZE}/lineitem`)
WHERE quantity > 0
"""
    )


@dp.materialized_view(format="delta")
def features():
    return spark.sql(
        """
SELECT custkey, count(*) AS orders, sum(totalprice) AS spent, max(orderdate) AS last_order
FROM orders GROUP BY custkey
"""
    )


@dp.materialized_view(format="delta")
def revenue():
    return spark.sql(
        """
SELECT c.segment, date_trunc('MONTH', o.orderdate) AS month,
  sum(l.extendedprice * (1 - l.discount)) AS revenue, count(*) AS items
FROM lineitem l
JOIN orders o ON o.orderkey = l.orderkey
JOIN customer c ON c.custkey = o.custkey
GROUP BY c.segment, date_trunc('MONTH', o.orderdate)
"""
    )

package dev.lakehouse.examples;

import java.util.List;

/**
 * What happens in the outside world between two looks at it, all made from TPC-H rows.
 *
 * @param customers rows inserted into, or changed in, the CRM
 * @param orderRecords payloads put on the stream, in order: some twice, some late, some broken
 * @param lineItems lines of one CSV file, without its header
 */
record Batch(List<Customer> customers, List<OrderRecord> orderRecords, List<String> lineItems) {

  /** A customer as the CRM has it. */
  record Customer(
      long custkey,
      String name,
      String address,
      long nationkey,
      String phone,
      String acctbal,
      String mktsegment,
      String updatedAt) {}

  /** A record of the stream: what it is partitioned by and its bytes as text. */
  record OrderRecord(String partitionKey, String payload) {}

  static final String LINE_ITEM_HEADER =
      "orderkey,linenumber,partkey,suppkey,quantity,extendedprice,discount,tax,returnflag,linestatus,shipdate";
}

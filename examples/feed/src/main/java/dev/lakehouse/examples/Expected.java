package dev.lakehouse.examples;

import java.util.SortedMap;

/**
 * What the lakehouse must hold after a batch was taken in; the end-to-end test compares.
 *
 * @param customers rows of silver.customers
 * @param orders rows of silver.orders
 * @param monetaryCents sum of silver.orders.totalprice, in cents
 * @param lineItems rows of silver.line_items
 * @param buyers customers that have an order: rows of gold.customer_features
 * @param deadLetters records of the stream that are no JSON object
 * @param quarantined orders whose price is missing
 * @param bronzeCustomers rows of bronze.customers: each state of a customer that was there to read
 * @param bronzeOrders rows of bronze.orders: each record of the stream that is a JSON object
 * @param revenueByMarket rows of gold.revenue_by_market: revenue in cents by market segment
 */
record Expected(
    long customers,
    long orders,
    long monetaryCents,
    long lineItems,
    long buyers,
    long deadLetters,
    long quarantined,
    long bronzeCustomers,
    long bronzeOrders,
    SortedMap<String, Long> revenueByMarket) {}

package dev.lakehouse.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * TPC-H as a living company, the same each time: most orders come first, then some of them change,
 * and further ones arrive. Keeps count of what a correct lakehouse must make of it.
 */
final class World {
  private static final int FIRST_BATCH_PERCENT = 60;
  private static final long UNPRICED_KEYS = 900_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final double scaleFactor;
  private final Map<Long, Long> priceOfOrder = new HashMap<>();
  private final Map<Long, Long> buyerOfOrder = new HashMap<>();
  private final Map<Long, Long> revenueOfOrder = new HashMap<>();
  private final Map<Long, String> marketOfCustomer = new HashMap<>();
  private long customers;
  private long customersRead;
  private long ordersSent;
  private long lineItems;
  private long deadLetters;
  private long quarantined;

  World(double scaleFactor) {
    this.scaleFactor = scaleFactor;
  }

  /** The first or the second batch; the second must be asked for after the first. */
  Batch batch(int number) {
    return new Batch(customers(number), orders(number), lineItems(number));
  }

  /** What the lakehouse must hold after the batches asked for so far. */
  Expected expected() {
    return new Expected(
        customers,
        priceOfOrder.size(),
        priceOfOrder.values().stream().mapToLong(Long::longValue).sum(),
        lineItems,
        buyerOfOrder.values().stream().distinct().count(),
        deadLetters,
        quarantined,
        customersRead,
        ordersSent - deadLetters,
        revenueByMarket());
  }

  /** As gold.revenue_by_market says it: rounded to cents at the end, markets capitalised. */
  private SortedMap<String, Long> revenueByMarket() {
    SortedMap<String, Long> hundredths = new TreeMap<>();
    revenueOfOrder.forEach(
        (order, revenue) ->
            hundredths.merge(marketOfCustomer.get(buyerOfOrder.get(order)), revenue, Long::sum));
    hundredths.replaceAll((market, revenue) -> (revenue + 50) / 100);
    return hundredths;
  }

  private List<Batch.Customer> customers(int batch) {
    List<Batch.Customer> rows = new ArrayList<>();
    new CustomerGenerator(scaleFactor, 1, 1)
        .forEach(
            customer -> {
              long key = customer.getCustomerKey();
              marketOfCustomer.put(key, capitalised(customer.getMarketSegment()));
              boolean changes = batch == 2 && key % 10 == 0;
              if (batch == 1 || changes) {
                rows.add(
                    new Batch.Customer(
                        key,
                        customer.getName(),
                        customer.getAddress(),
                        customer.getNationKey(),
                        customer.getPhone(),
                        cents(customer.getAccountBalanceInCents() + (changes ? 100_00 : 0)),
                        customer.getMarketSegment(),
                        Instant.parse("2024-01-01T00:00:00Z")
                            .plus(batch == 1 ? 0 : 30, ChronoUnit.DAYS)
                            .plusSeconds(key)
                            .toString()));
              }
            });
    customers = batch == 1 ? rows.size() : customers;
    customersRead += rows.size();
    return rows;
  }

  private List<Batch.OrderRecord> orders(int batch) {
    List<Batch.OrderRecord> records = new ArrayList<>();
    for (Order order : new OrderGenerator(scaleFactor, 1, 1)) {
      boolean first = order.getOrderKey() % 100 < FIRST_BATCH_PERCENT;
      boolean changes = batch == 2 && first && order.getOrderKey() % 7 == 0;
      if (first == (batch == 1)) {
        place(order, records);
      } else if (changes) {
        change(order, records);
      }
    }
    broken(batch, records);
    ordersSent += records.size();
    return records;
  }

  private void place(Order order, List<Batch.OrderRecord> records) {
    records.add(record(order, order.getTotalPriceInCents(), 1));
    remember(order, order.getTotalPriceInCents());
    if (order.getOrderKey() % 50 == 0) {
      records.add(records.get(records.size() - 1)); // sent twice, as producers do after a timeout
    }
  }

  private void change(Order order, List<Batch.OrderRecord> records) {
    long price = order.getTotalPriceInCents() + 1_00;
    records.add(record(order, price, 20));
    remember(order, price);
    if (order.getOrderKey() % 2 == 0) {
      records.add(record(order, 1_00, 10)); // late: an older state arrives after the newer one
    }
  }

  private void remember(Order order, long price) {
    priceOfOrder.put(order.getOrderKey(), price);
    buyerOfOrder.put(order.getOrderKey(), order.getCustomerKey());
  }

  private void broken(int batch, List<Batch.OrderRecord> records) {
    List<String> payloads = List.of("{\"orderkey\": 1, ", "[]", "not JSON at all");
    for (String payload : payloads) {
      records.add(new Batch.OrderRecord("broken", payload));
    }
    deadLetters += payloads.size();
    for (int n = 0; n < 5; n++) {
      ObjectNode unpriced = JSON.createObjectNode();
      unpriced.put("orderkey", UNPRICED_KEYS + batch * 100L + n).put("custkey", 1);
      unpriced.put("totalprice", "n/a").put("updated_at", "2024-01-01T00:00:00Z");
      records.add(new Batch.OrderRecord("unpriced" + n, unpriced.toString()));
      quarantined++;
    }
  }

  private static Batch.OrderRecord record(Order order, long priceInCents, int state) {
    Instant placed =
        LocalDate.ofEpochDay(order.getOrderDate()).atStartOfDay().toInstant(ZoneOffset.UTC);
    ObjectNode json = JSON.createObjectNode();
    json.put("orderkey", order.getOrderKey());
    json.put("custkey", order.getCustomerKey());
    json.put("orderstatus", String.valueOf(order.getOrderStatus()));
    json.put("totalprice", new BigDecimal(cents(priceInCents)));
    json.put("orderdate", LocalDate.ofEpochDay(order.getOrderDate()).toString());
    json.put("orderpriority", order.getOrderPriority());
    json.put("updated_at", placed.plus(state, ChronoUnit.DAYS).toString());
    return new Batch.OrderRecord(String.valueOf(order.getOrderKey()), json.toString());
  }

  private List<String> lineItems(int batch) {
    List<String> lines = new ArrayList<>();
    for (LineItem item : new LineItemGenerator(scaleFactor, 1, 1)) {
      if (item.getOrderKey() % 100 < FIRST_BATCH_PERCENT == (batch == 1)) {
        lines.add(csv(item));
        long revenue = item.getExtendedPriceInCents() * (100 - item.getDiscountPercent());
        revenueOfOrder.merge(item.getOrderKey(), revenue, Long::sum);
      }
    }
    lineItems += lines.size();
    return lines;
  }

  private static String capitalised(String word) {
    return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String csv(LineItem item) {
    return String.join(
        ",",
        String.valueOf(item.getOrderKey()),
        String.valueOf(item.getLineNumber()),
        String.valueOf(item.getPartKey()),
        String.valueOf(item.getSupplierKey()),
        String.valueOf(item.getQuantity()),
        cents(item.getExtendedPriceInCents()),
        cents(item.getDiscountPercent()),
        cents(item.getTaxPercent()),
        item.getReturnFlag(),
        String.valueOf(item.getStatus()),
        LocalDate.ofEpochDay(item.getShipDate()).toString());
  }

  private static String cents(long amount) {
    return BigDecimal.valueOf(amount, 2).toPlainString();
  }
}

package dev.lakehouse.spark.bronze.http;

import java.time.Duration;

/** Lets time pass; tests count it instead. */
interface Waits {
  /** Really waits. */
  Waits REAL = time -> Thread.sleep(time.toMillis());

  /** Returns after that time. */
  void pause(Duration time) throws InterruptedException;
}

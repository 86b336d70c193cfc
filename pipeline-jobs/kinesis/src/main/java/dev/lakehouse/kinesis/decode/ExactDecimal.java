package dev.lakehouse.kinesis.decode;

import java.math.BigDecimal;

/** A decimal whose precision its format tells, as Avro's logical type does. */
record ExactDecimal(BigDecimal value, int precision) {}

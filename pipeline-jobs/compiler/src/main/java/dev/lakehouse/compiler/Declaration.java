package dev.lakehouse.compiler;

import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.function.Supplier;

/**
 * A table, and the place of the spec that declares it.
 *
 * @param path the place, for example {@code spec.silver[0]}
 * @param inputs what it is made from; asked for late, since it may take parsing SQL
 */
record Declaration(Owner owner, TableName table, String path, Supplier<List<TableName>> inputs) {}

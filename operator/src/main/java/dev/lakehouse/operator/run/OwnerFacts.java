package dev.lakehouse.operator.run;

import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.operator.error.Problem;
import java.util.Optional;

/**
 * Everything read in one pass over an owner of runs.
 *
 * @param problem what keeps its spec from being run
 */
record OwnerFacts(
    Optional<Compilation.Compiled> compiled, Optional<Problem> problem, Situation situation) {}

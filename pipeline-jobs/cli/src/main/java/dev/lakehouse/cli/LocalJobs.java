package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** From files of specs to a process of Spark. */
final class LocalJobs {
  private LocalJobs() {}

  /** The plans of the files; empty when a spec is invalid, which is told. */
  static Optional<LocalPlans> plans(FilesOption files, PrintWriter err) {
    Checked checked = Checked.of(files.read());
    if (!checked.findings().isEmpty()) {
      checked.printFindings(err);
      err.flush();
      return Optional.empty();
    }
    return Optional.of(LocalPlans.of(checked.compiled()));
  }

  /** Whether the environment has every salt; tells which it lacks. */
  static boolean saltsAreSet(LocalPlans plans, UnaryOperator<String> environment, PrintWriter err) {
    Set<String> missing =
        plans.salts().stream()
            .filter(name -> environment.apply(name) == null || environment.apply(name).isEmpty())
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    missing.forEach(
        name ->
            err.printf(
                "the environment variable %s is not set: it holds the salt of masks, which in the cluster comes from a Secret; for a try: export %s=anything%n",
                name, name));
    err.flush();
    return missing.isEmpty();
  }

  /** Hands the job over; returns the exit code. */
  static int run(SparkProcess spark, String command, LocalJob job, List<String> options) {
    try {
      Path file = Files.createTempFile("lakehouse-job", ".json");
      try {
        Files.writeString(file, job.toJson());
        List<String> arguments = new ArrayList<>(List.of(command, "--job", file.toString()));
        arguments.addAll(options);
        return spark.run(arguments);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserError("a temporary file can't be written: " + e.getMessage());
    }
  }
}

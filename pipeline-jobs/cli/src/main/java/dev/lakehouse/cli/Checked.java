package dev.lakehouse.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What came of reading and compiling files. */
record Checked(List<CompiledObject> compiled, List<Finding> findings, int objects) {
  static Checked of(ObjectFiles files) {
    ProjectCompiler compiler = new ProjectCompiler(files.objects(), files.complete()).compile();
    List<Finding> findings = new ArrayList<>(files.findings());
    findings.addAll(compiler.findings());
    return new Checked(compiler.compiled(), findings, files.objects().size());
  }

  /** One line for each finding, under its file and object. */
  void printFindings(PrintWriter out) {
    String last = "";
    for (Finding finding : findings) {
      String heading = (finding.file() + ": " + finding.object()).replaceAll(": $", "");
      if (!heading.equals(last)) {
        out.println(heading);
        last = heading;
      }
      out.println("  " + finding.message());
    }
    out.println(findings.size() == 1 ? "1 violation" : findings.size() + " violations");
    out.flush();
  }
}

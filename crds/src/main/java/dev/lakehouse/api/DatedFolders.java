package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Subfolders that are named by dates. */
@ApiType
public record DatedFolders(
    @Required
        @Size(min = 6, max = 100)
        @ValidationRule(value = DatedFolders.PATTERN, message = DatedFolders.PATTERN_SAYS)
        @JsonPropertyDescription(
            "Path of a subfolder below path, with its date (UTC) in braces: yyyy, MM, dd and HH;"
                + " for example {yyyy}/{MM}/{dd}/{HH} or dt={yyyy-MM-dd}.")
        String pattern,
    @Default("2d")
        @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "How far before the last listing each run lists again. Files that come later than that"
                + " into older folders wait for the next listing of the whole folder, or a backfill"
                + " of those dates. Defaults to 2d.")
        String lookback) {

  static final String PATTERN =
      "self.matches('^([^{}]|\\\\{(yyyy|MM|dd|HH|[-_.])+\\\\})+$') && !self.matches('^/|/$|//') &&"
          + " self.matches('\\\\{[^}]*yyyy') && (self.matches('\\\\{[^}]*MM') ||"
          + " !self.matches('\\\\{[^}]*dd')) && (self.matches('\\\\{[^}]*dd') ||"
          + " !self.matches('\\\\{[^}]*HH'))";
  static final String PATTERN_SAYS =
      "is not the path of a subfolder with its date in braces: write {yyyy} and, from there on,"
          + " {MM}, {dd} and {HH}; for example {yyyy}/{MM}/{dd} or dt={yyyy-MM-dd}";
}

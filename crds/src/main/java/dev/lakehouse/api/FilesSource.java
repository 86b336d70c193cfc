package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** Files in a folder. */
@ApiType
@ValidationRule(
    value = "!has(self.fullListing) || has(self.datedFolders) || has(self.notifications)",
    message =
        "fullListing goes with datedFolders or notifications: without them every run lists the"
            + " whole folder; remove it")
@ValidationRule(
    value = "!has(self.datedFolders) || !has(self.notifications)",
    message =
        "has datedFolders and notifications: new files are found by one of them; remove the other")
@ValidationRule(
    value = "!has(self.notifications) || self.path.startsWith('s3a://')",
    message =
        "notifications are of objects on S3: write path as s3a://BUCKET/PREFIX, or remove them")
@ValidationRule(
    value = "self.format != 'xml' || (has(self.options) && 'rowTag' in self.options)",
    message =
        "format xml needs the option rowTag, the element that is one row; for example options:"
            + " {rowTag: 'order'}")
public record FilesSource(
    @Required
        @Size(min = 2, max = 500)
        @ValidationRule(
            value = "self.matches('^[a-z][a-z0-9+.-]*:/.*')",
            message =
                "must be a folder with its file system, for example s3a://BUCKET/PREFIX or file:/PATH")
        @JsonPropertyDescription(
            "Folder whose files, also in its subfolders, are read: of S3 (s3a://BUCKET/PREFIX) or any"
                + " file system of Hadoop that the jobs' image has, such as abfss:// or hdfs://.")
        String path,
    @Required
        @JsonPropertyDescription(
            "avro, csv, debezium (JSON, one change event a line), json (one object a line),"
                + " parquet, text (a row a line, in column value) or xml (a row an element; name it"
                + " by the option rowTag).")
        FileFormat format,
    @JsonPropertyDescription(
            "Reader options as Spark names them, for example {header: 'true', delimiter: ';'}.")
        Map<String, String> options,
    @Default("Ignore")
        @JsonPropertyDescription(
            "What is done about a file that was written anew (another time or length) after it"
                + " had been read. Ignore: the table keeps what it has. Append: its rows are"
                + " added. Replace: its rows come in place of those it had, in one commit. Fail:"
                + " the run fails and names the file. Defaults to Ignore.")
        OnRewrite onRewrite,
    @JsonPropertyDescription(
            "Subfolders are named by dates: most runs list the newest of them only. Absent: every"
                + " run lists all.")
        DatedFolders datedFolders,
    @JsonPropertyDescription(
            "Messages of S3 name the new files, most runs list nothing. Absent: files are found by"
                + " listing.")
        FileNotifications notifications,
    @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "With datedFolders or notifications: so long after a listing of the whole folder the"
                + " next one comes, which finds files that came later than lookback, or that no"
                + " message told of. Defaults to 1d.")
        String fullListing,
    @Default("100000")
        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription(
            "So many files at most go into one commit; a run that finds more makes several, and one"
                + " that dies goes on after the last. Memory is needed for the names of so many (1"
                + " KiB each). A full refresh is one commit. Defaults to 100000.")
        Integer maxFilesPerCommit,
    @Default("16Gi")
        @Size(max = 20)
        @ValidationRule(value = Rules.SIZE, message = Rules.SIZE_SAYS)
        @JsonPropertyDescription(
            "So many bytes of files at most go into one commit; a file that is larger has one of its"
                + " own. Defaults to 16Gi.")
        String maxBytesPerCommit,
    @Size(max = 40)
        @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
        @JsonPropertyDescription(
            "Files last written before that time (RFC 3339) are left alone; with datedFolders,"
                + " folders of earlier dates are not even listed. Only a backfill reads them."
                + " Absent: all there are.")
        String startAfter) {

  /** Format of files. */
  public enum FileFormat {
    @JsonProperty("avro")
    AVRO("avro"),
    @JsonProperty("csv")
    CSV("csv"),
    @JsonProperty("debezium")
    DEBEZIUM("debezium"),
    @JsonProperty("json")
    JSON("json"),
    @JsonProperty("parquet")
    PARQUET("parquet"),
    @JsonProperty("text")
    TEXT("text"),
    @JsonProperty("xml")
    XML("xml");

    private final String label;

    FileFormat(String label) {
      this.label = label;
    }

    /** The format as Spark names it. */
    public String label() {
      return label;
    }
  }
}

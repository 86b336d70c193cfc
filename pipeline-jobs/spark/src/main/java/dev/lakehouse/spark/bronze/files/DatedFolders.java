package dev.lakehouse.spark.bronze.files;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of folders that hold their dates (UTC) in braces, as in {@code dt={yyyy-MM-dd}}. */
public final class DatedFolders {
  private static final Pattern DATE = Pattern.compile("\\{([^}]*)}");

  private final String pattern;
  private final ChronoUnit unit;

  /**
   * Folders of that pattern: {@code yyyy}, and from there on {@code MM}, {@code dd}, {@code HH}.
   */
  public DatedFolders(String pattern) {
    this.pattern = pattern;
    this.unit = unit(pattern);
  }

  /** Those that hold anything of the time from {@code from} to before {@code to}, in order. */
  public List<String> between(Instant from, Instant to) {
    List<String> folders = new ArrayList<>();
    for (ZonedDateTime at = begin(from); at.toInstant().isBefore(to); at = at.plus(1, unit)) {
      folders.add(name(at));
    }
    return folders;
  }

  /** Those since {@code from}, up to the one after that of {@code now}: clocks differ. */
  public List<String> since(Instant from, Instant now) {
    return between(from, begin(now).plus(1, unit).toInstant().plusMillis(1));
  }

  private static ChronoUnit unit(String pattern) {
    String dates =
        DATE.matcher(pattern).results().map(it -> it.group(1)).reduce("", String::concat);
    if (dates.contains("HH")) {
      return ChronoUnit.HOURS;
    }
    if (dates.contains("dd")) {
      return ChronoUnit.DAYS;
    }
    return dates.contains("MM") ? ChronoUnit.MONTHS : ChronoUnit.YEARS;
  }

  private ZonedDateTime begin(Instant time) {
    ZonedDateTime at = time.atZone(ZoneOffset.UTC);
    return switch (unit) {
      case HOURS -> at.truncatedTo(ChronoUnit.HOURS);
      case DAYS -> at.truncatedTo(ChronoUnit.DAYS);
      case MONTHS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      default -> at.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
    };
  }

  private String name(ZonedDateTime at) {
    return DATE.matcher(pattern)
        .replaceAll(
            date ->
                Matcher.quoteReplacement(
                    date.group(1)
                        .replace("yyyy", "%04d".formatted(at.getYear()))
                        .replace("MM", "%02d".formatted(at.getMonthValue()))
                        .replace("dd", "%02d".formatted(at.getDayOfMonth()))
                        .replace("HH", "%02d".formatted(at.getHour()))));
  }
}

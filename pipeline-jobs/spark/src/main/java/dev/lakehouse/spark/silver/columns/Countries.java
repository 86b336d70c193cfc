package dev.lakehouse.spark.silver.columns;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;

/**
 * Countries by their ISO 3166 codes and their names, in English and in their own languages, as the
 * JDK's locale data (CLDR) has them. A name that two countries share is none's.
 */
final class Countries {
  /** What people write that is neither a code nor CLDR's name. */
  private static final Map<String, String> COMMON =
      Map.of(
          "UK", "GB",
          "GREAT BRITAIN", "GB",
          "ENGLAND", "GB",
          "UNITED STATES OF AMERICA", "US",
          "HOLLAND", "NL",
          "THE NETHERLANDS", "NL",
          "CZECH REPUBLIC", "CZ",
          "KOREA", "KR",
          "RUSSIAN FEDERATION", "RU",
          "TURKEY", "TR");

  private static final Map<String, String> ALPHA_2 = known();

  private Countries() {}

  /** The two letters; null when the text is no country. */
  static String alpha2(String text) {
    return text == null ? null : ALPHA_2.get(plain(text));
  }

  private static Map<String, String> known() {
    Map<String, String> names = new HashMap<>();
    Set<String> shared = new HashSet<>();
    for (String code : Locale.getISOCountries()) {
      add(names, shared, new Locale("", code).getDisplayCountry(Locale.ENGLISH), code);
    }
    for (Locale locale : Locale.getAvailableLocales()) {
      if (locale.getCountry().length() == 2) {
        add(names, shared, locale.getDisplayCountry(locale), locale.getCountry());
      }
    }
    shared.forEach(names::remove);
    names.putAll(COMMON);
    // Codes last: nothing takes theirs.
    for (String code : Locale.getISOCountries()) {
      names.put(code, code);
      alpha3(code, names);
    }
    return Map.copyOf(names);
  }

  private static void alpha3(String code, Map<String, String> names) {
    try {
      names.put(new Locale("", code).getISO3Country(), code);
    } catch (MissingResourceException e) {
      // A code of two letters without one of three is found by its two.
    }
  }

  private static void add(Map<String, String> names, Set<String> shared, String name, String code) {
    String other = names.putIfAbsent(plain(name), code);
    if (other != null && !other.equals(code)) {
      shared.add(plain(name));
    }
  }

  /** Capitals without accents and punctuation, which writers differ in. */
  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("[\\p{M}.]+", "")
        .replaceAll("[\\p{P}\\s]+", " ")
        .strip()
        .toUpperCase(Locale.ROOT);
  }
}

package dev.lakehouse.spark.silver.columns;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

/** Telephone numbers as E.164 writes them: {@code +}, country code, number. */
final class PhoneNumbers {
  private PhoneNumbers() {}

  /**
   * The number; null when the text is none that could be dialled.
   *
   * @param region ISO 3166 region whose numbers need no country code; null: all need it
   */
  static String e164(String text, String region) {
    if (text == null) {
      return null;
    }
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = numbers.parse(text, region);
      return numbers.isValidNumber(number) ? numbers.format(number, PhoneNumberFormat.E164) : null;
    } catch (NumberParseException e) {
      return null;
    }
  }
}

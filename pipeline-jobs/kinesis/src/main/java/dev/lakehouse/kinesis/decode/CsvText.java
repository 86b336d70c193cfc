package dev.lakehouse.kinesis.decode;

/** A value of a format that has texts only: a number is a text that reads as one. */
record CsvText(String text) {}

package dev.lakehouse.cli;

/**
 * Something that is wrong with an object.
 *
 * @param object for example {@code DataSource orders}; empty when the file could not be read
 */
record Finding(String file, String object, String message) {}

package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Which of several commits to one table of one run a commit is. All have the run's number, so to
 * other runs they are one; an attempt that comes after one that died goes on after the last of
 * them.
 *
 * @param number counted from 1
 * @param rows what the run had written in those before it
 * @param last whether none comes after it
 * @param done what the run has dealt with, as its step writes it; null where the note's cursor
 *     tells
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunPart(int number, long rows, boolean last, String done) {}

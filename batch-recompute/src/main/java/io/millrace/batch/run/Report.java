package io.millrace.batch.run;

import java.util.List;
import java.util.Map;

/**
 * What came of comparing.
 *
 * @param equal rows that are equal bit for bit
 * @param different rows that are not
 * @param missing those of them that are not stored
 * @param unfounded those of them of which the events say nothing
 * @param regrouped rows of windows with a limit of groups that are of other groups than the batch keeps, though the windows come to the same, bit for bit
 * @param moving rows for which events kept coming while they were compared: nothing is said of them
 * @param differences some of the different rows
 * @param rollups what was found of each
 * @param notes what else is worth to know, a sentence each
 */
public record Report(
        long equal,
        long different,
        long missing,
        long unfounded,
        long regrouped,
        long moving,
        List<ToldRow> differences,
        Map<String, Proved> rollups,
        List<String> notes) {
    /**
     * What was found of a rollup.
     *
     * @param equal rows that are equal bit for bit
     * @param wrong rows that are not
     */
    public record Proved(long equal, long wrong) {
        Proved plus(Proved other) {
            return new Proved(equal + other.equal, wrong + other.wrong);
        }
    }

    public Report {
        differences = List.copyOf(differences);
        rollups = Map.copyOf(rollups);
        notes = List.copyOf(notes);
    }

    /** The same, with more told of the different rows. */
    Report telling(List<ToldRow> told) {
        return new Report(equal, different, missing, unfounded, regrouped, moving, told, rollups, notes);
    }

    /** The different rows, a JSON object each. */
    List<String> lines() {
        return differences.stream().map(ToldRow::json).toList();
    }
}

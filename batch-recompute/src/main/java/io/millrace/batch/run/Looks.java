package io.millrace.batch.run;

import io.millrace.batch.spark.Comparison;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Looks at the same windows several times, and tells wrong rows from those for which events just came: a row is wrong if the events said the same of it in two
 * looks, and what was stored was something else in both. Not thread-safe.
 */
final class Looks {
    /** Windows that are looked at by themselves; of more, all are looked at. */
    private static final int MOST_STRETCHES = 500;

    private final Facts facts;
    private final List<WrongRow> wrong = new ArrayList<>();
    private Map<String, Suspect> suspects = new HashMap<>();
    private List<Piece> next;
    private final Map<String, Long> total = new LinkedHashMap<>();
    private long missing;
    private long unfounded;
    private Map<String, Long> untold = new HashMap<>();
    private long regrouped;
    private boolean begun;

    /**
     * A row that may be wrong.
     *
     * @param computed tells what the events said of it
     */
    private record Suspect(String rollup, String computed) {}

    /**
     * @param pieces of which all are joined with lookups as of the same offset
     */
    Looks(Facts facts, List<Piece> pieces) {
        this.facts = facts;
        next = pieces;
    }

    /** What is to be looked at now; nothing = all is said. */
    List<Piece> next() {
        return next;
    }

    /** Takes in what was seen. */
    void take(Comparison seen) {
        boolean first = !begun;
        if (first) {
            begun = true;
            seen.targets()
                    .forEach((target, rows) -> total.merge(rollup(target), rows.equal() + rows.different(), Long::sum));
            regrouped = seen.regrouped();
        }
        untold = new HashMap<>();
        seen.targets().forEach((target, rows) -> untold.merge(rollup(target), rows.different(), Long::sum));
        seen.differences().forEach(difference -> untold.merge(rollup(difference.target()), -1L, Long::sum));
        Map<String, Suspect> open = new LinkedHashMap<>();
        // Stretches of hopping windows share panes: one that differs in both is one row.
        Set<String> told = new HashSet<>();
        List<Comparison.Difference> again = new ArrayList<>();
        for (Comparison.Difference difference : seen.differences()) {
            Piece piece = next.get(difference.target());
            String key = piece.rollup() + " " + piece.generation() + " " + difference.start() + " " + difference.row();
            if (!told.add(key)) {
                continue;
            }
            Suspect now = new Suspect(piece.rollup(), difference.computed());
            Suspect before = suspects.get(key);
            if (now.equals(before)) {
                wrong.add(new WrongRow(piece, difference));
                missing += difference.json().contains("\"result\":\"missing\"") ? 1 : 0;
                unfounded += difference.json().contains("\"result\":\"unfounded\"") ? 1 : 0;
            } else if (first || before != null) {
                open.put(key, now);
                again.add(difference);
            }
        }
        List<Piece> narrowed = narrowed(again);
        suspects = open;
        next = open.isEmpty() ? List.of() : narrowed;
    }

    private String rollup(int target) {
        return next.get(target).rollup();
    }

    private List<Piece> narrowed(List<Comparison.Difference> differences) {
        Map<Integer, TreeSet<Long>> starts = new LinkedHashMap<>();
        differences.forEach(difference -> starts.computeIfAbsent(difference.target(), target -> new TreeSet<>())
                .add(difference.start()));
        List<Piece> narrowed = new ArrayList<>();
        starts.forEach((target, windows) -> {
            Piece piece = next.get(target);
            stretches(piece, windows).forEach(stretch -> narrowed.add(piece.of(stretch)));
        });
        return narrowed.size() > MOST_STRETCHES ? next : narrowed;
    }

    private List<TimeInterval> stretches(Piece piece, SortedSet<Long> windows) {
        TumblingWindows cells =
                facts.plan(piece.rollup(), piece.version()).windows().cells();
        // Hopping windows have panes behind the last start, which the last of them brings.
        long last = cells.startOf(piece.starts().until() - 1);
        List<TimeInterval> stretches = new ArrayList<>();
        long from = Math.min(last, cells.startOf(windows.first()));
        long until = from;
        for (long start : windows) {
            long cell = Math.min(last, cells.startOf(start));
            if (cell > until) {
                stretches.add(piece.starts().since(from).before(until));
                from = cell;
            }
            until = cells.endOf(cell);
        }
        stretches.add(piece.starts().since(from).before(until));
        return stretches;
    }

    /** The rows that are wrong so far, in the order that they were found in. */
    List<WrongRow> wrong() {
        return List.copyOf(wrong);
    }

    /** What came of all looks. */
    Report report() {
        Map<String, Report.Proved> rollups = new LinkedHashMap<>();
        total.keySet().forEach(rollup -> rollups.put(rollup, proved(rollup)));
        long moving = suspects.size()
                + untold.values().stream().mapToLong(Long::longValue).sum();
        return new Report(
                rollups.values().stream().mapToLong(Report.Proved::equal).sum(),
                wrong.size(),
                missing,
                unfounded,
                regrouped,
                moving,
                wrong.stream().map(WrongRow::told).toList(),
                rollups,
                List.of());
    }

    private Report.Proved proved(String rollup) {
        long bad = wrong.stream()
                .filter(row -> row.piece().rollup().equals(rollup))
                .count();
        long open = suspects.values().stream()
                        .filter(suspect -> suspect.rollup().equals(rollup))
                        .count()
                + untold.getOrDefault(rollup, 0L);
        return new Report.Proved(Math.max(0, total.getOrDefault(rollup, 0L) - bad - open), bad);
    }
}

package io.millrace.model.definition;

import io.millrace.model.window.HoppingWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads rollups: dimensions, window and measures. */
final class RollupReader {
    private static final WindowDefinition STAND_IN = new WindowDefinition.Tumbling(Duration.ofHours(1), Duration.ZERO);

    private final Problems problems;
    private final Columns columns;
    private final ExpressionReader expressions;
    private final Duration retention;
    private final Map<String, Set<String>> measuresOf = new HashMap<>();
    private final Set<String> sound = new HashSet<>();
    private boolean complete = true;

    /**
     * @param retention of rollups, which no window exceeds
     */
    RollupReader(Problems problems, Columns columns, ExpressionReader expressions, Duration retention) {
        this.problems = problems;
        this.columns = columns;
        this.expressions = expressions;
        this.retention = retention;
    }

    List<RollupDefinition> read(Section root) {
        List<RollupDefinition> rollups = new ArrayList<>();
        for (Section section : root.sections("rollups", Shape.ROLLUP)) {
            int before = problems.count();
            Optional<RollupDefinition> rollup = rollup(section);
            rollup.ifPresent(rollups::add);
            if (problems.count() == before) {
                rollup.map(RollupDefinition::name).ifPresent(sound::add);
            }
        }
        return rollups;
    }

    /** Names read so far. */
    Set<String> names() {
        return measuresOf.keySet();
    }

    /** Whether nothing was found wrong with a rollup. */
    boolean isSound(String name) {
        return sound.contains(name);
    }

    /** Whether {@link #names} is all there are: a rollup without a name may be the one that something refers to. */
    boolean isComplete() {
        return complete;
    }

    private Optional<RollupDefinition> rollup(Section section) {
        section.require("name");
        section.require("window");
        section.require("measures");
        Optional<String> name = section.name("name");
        List<String> dimensions = columns.require(section.texts("dimensions"));
        WindowDefinition window =
                section.node("window").flatMap(node -> window(section, node)).orElse(STAND_IN);
        OptionalInt maxGroups = section.integer("maxGroups", 1, Integer.MAX_VALUE);
        if (section.has("maxGroups") && window instanceof WindowDefinition.Session) {
            section.notSupported(
                    "maxGroups",
                    "a limit of the groups of sessions",
                    "leave it out: groups are limited in tumbling and hopping windows");
        }
        Set<String> taken = new HashSet<>(dimensions);
        List<MeasureDefinition> measures = new ArrayList<>();
        MeasureReader measureReader = new MeasureReader(columns, expressions);
        for (Section each : section.sections("measures", Shape.MEASURE)) {
            measureReader.read(each, taken).ifPresent(measures::add);
        }
        if (section.isEmptyList("measures")) {
            section.problem(
                    "measures", "is empty", "a rollup has at least one measure, such as {name: readings, type: count}");
        }
        if (name.isEmpty()) {
            complete = false;
            return Optional.empty();
        }
        if (measuresOf.putIfAbsent(name.get(), taken) != null) {
            section.problem("name", "another rollup is called " + name.get(), "give each rollup a name of its own");
        }
        return Optional.of(new RollupDefinition(name.get(), dimensions, window, maxGroups, measures));
    }

    private Optional<WindowDefinition> window(Section rollup, DocumentNode node) {
        Shape shape = Shape.TUMBLING;
        if (node instanceof DocumentNode.Mapping mapping
                && mapping.entries().get("type") instanceof DocumentNode.Scalar type) {
            shape = switch (type.text()) {
                case "hopping" -> Shape.HOPPING;
                case "session" -> Shape.SESSION;
                default -> Shape.TUMBLING;
            };
        }
        Optional<Section> section = rollup.section("window", shape);
        section.ifPresent(window -> {
            window.require("type");
            window.word("type", List.of("tumbling", "hopping", "session"));
        });
        return switch (shape) {
            case HOPPING -> section.flatMap(this::hopping);
            case SESSION -> section.flatMap(this::session);
            default -> section.flatMap(this::tumbling);
        };
    }

    private Optional<WindowDefinition> tumbling(Section section) {
        section.require("size");
        Optional<Duration> size = span(section, "size");
        return size.map(length -> new WindowDefinition.Tumbling(length, offset(section, "size", length)));
    }

    private Optional<WindowDefinition> hopping(Section section) {
        section.require("size");
        section.require("advance");
        Optional<Duration> size = span(section, "size");
        Optional<Duration> advance = span(section, "advance");
        if (size.isEmpty() || advance.isEmpty()) {
            return Optional.empty();
        }
        long panes = size.get().toMillis() / advance.get().toMillis();
        if (size.get().toMillis() % advance.get().toMillis() != 0) {
            section.problem(
                    "size",
                    Durations.format(size.get()) + " is not a multiple of advance " + Durations.format(advance.get()),
                    "windows are made of panes of the length of advance: size: 1h, advance: 5m");
        } else if (panes > HoppingWindows.MOST_PANES) {
            section.problem(
                    "advance",
                    Durations.format(size.get()) + " is " + panes + " times advance " + Durations.format(advance.get()),
                    "at most " + HoppingWindows.MOST_PANES + " times: a reader merges as many panes for each row");
        }
        return Optional.of(
                new WindowDefinition.Hopping(size.get(), advance.get(), offset(section, "advance", advance.get())));
    }

    private Optional<WindowDefinition> session(Section section) {
        section.require("gap");
        return span(section, "gap").map(WindowDefinition.Session::new);
    }

    private Optional<Duration> span(Section section, String key) {
        return section.duration(key).filter(span -> {
            if (span.isZero()) {
                section.problem(key, "is 0", "longer than 0, such as 5m");
            } else if (span.compareTo(retention) > 0) {
                section.problem(
                        key,
                        Durations.format(span) + " is longer than rollups are kept",
                        "at most retention.rollups, which is " + Durations.format(retention));
            }
            return !span.isZero();
        });
    }

    private static Duration offset(Section section, String key, Duration limit) {
        Duration offset = section.duration("offset").orElse(Duration.ZERO);
        if (offset.compareTo(limit) >= 0) {
            section.problem(
                    "offset",
                    Durations.format(offset) + " is not less than " + key + " " + Durations.format(limit),
                    "an offset moves windows by less than their " + key + ": "
                            + Durations.format(Duration.ofMillis(offset.toMillis() % limit.toMillis()))
                            + " cuts time at the same points");
        }
        return offset;
    }
}

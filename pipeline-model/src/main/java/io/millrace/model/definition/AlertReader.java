package io.millrace.model.definition;

import io.millrace.model.definition.PipelineDefinition.AlertDefinition;
import io.millrace.model.evaluation.MeasuredRow;
import io.millrace.model.expression.ExpressionProblem;
import io.millrace.model.expression.ExpressionScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads alerts, whose conditions must fit the rollups that they watch. */
final class AlertReader {
    /** All are judged whenever a row of their rollup changes. */
    static final int MAX_ALERTS = 200;

    static final int MAX_WINDOWS = 1_000;

    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(10);
    private static final Duration GREATEST_DELAY = Duration.ofDays(1);

    private static final FieldType BOOLEAN = FieldType.of(FieldType.Kind.BOOLEAN);

    /** Of a field that comes from elsewhere. */
    private static final FieldType UNKNOWN = FieldType.of(FieldType.Kind.STRING);

    private final Columns columns;
    private final RollupReader names;
    private final List<RollupDefinition> rollups;

    /**
     * @param names of rollups
     * @param rollups those that could be read
     */
    AlertReader(Columns columns, RollupReader names, List<RollupDefinition> rollups) {
        this.columns = columns;
        this.names = names;
        this.rollups = rollups;
    }

    List<AlertDefinition> read(Section root) {
        List<Section> sections = root.sections("alerts", Shape.ALERT);
        if (sections.size() > MAX_ALERTS) {
            root.problem("alerts", "has " + sections.size() + " alerts", "at most " + MAX_ALERTS);
            return List.of();
        }
        Set<String> taken = new HashSet<>();
        List<AlertDefinition> alerts = new ArrayList<>();
        for (Section section : sections) {
            alert(section, taken).ifPresent(alerts::add);
        }
        return alerts;
    }

    private Optional<AlertDefinition> alert(Section section, Set<String> taken) {
        Optional<String> name = section.unique(taken, "alert");
        section.require("rollup");
        section.require("when");
        Optional<String> when = section.text("when");
        Optional<RollupDefinition> rollup = section.text("rollup").flatMap(called -> rollup(section, called));
        rollup.filter(found -> names.isSound(found.name()))
                .ifPresent(found -> when.ifPresent(text -> check(section, found, text)));
        OptionalInt windows = windows(section, rollup);
        AlertDefinition.Judge judge = section.word("judge", List.of("change", "end"))
                .map(word -> AlertDefinition.Judge.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(AlertDefinition.Judge.CHANGE);
        Duration delay =
                section.duration("delay", Duration.ZERO, GREATEST_DELAY).orElse(DEFAULT_DELAY);
        if (name.isEmpty() || rollup.isEmpty() || when.isEmpty() || windows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new AlertDefinition(name.get(), rollup.get().name(), when.get(), windows.getAsInt(), judge, delay));
    }

    private Optional<RollupDefinition> rollup(Section section, String called) {
        if (names.isComplete() && !names.names().contains(called)) {
            section.problem(
                    "rollup",
                    "no rollup " + Problems.quote(called),
                    Suggestion.hint(called, names.names(), "a name of rollups"));
        }
        Optional<RollupDefinition> rollup =
                rollups.stream().filter(found -> found.name().equals(called)).findFirst();
        if (rollup.isPresent() && rollup.get().window() instanceof WindowDefinition.Session) {
            section.problem(
                    "rollup",
                    "not supported: alerts on sessions, which a late event may join when they have long been judged",
                    "add a rollup with tumbling or hopping windows, and watch that");
        }
        return rollup;
    }

    private void check(Section section, RollupDefinition rollup, String when) {
        MeasuredRow row = MeasuredRow.of(rollup, field -> columns.type(field).orElse(UNKNOWN));
        for (ExpressionProblem problem : ExpressionScope.of(row.schema()).check(when, BOOLEAN, List.of())) {
            // What stands for a field here is a measure.
            String message = problem.message().replaceFirst("^(no )?field '", "$1measure '");
            section.problem("when", message, problem.hint());
        }
    }

    /** From {@code forWindows}, or from {@code for}, which says the same as a duration. */
    private static OptionalInt windows(Section section, Optional<RollupDefinition> rollup) {
        if (section.has("forWindows") && section.has("for")) {
            section.problem("for", "says the same as forWindows", "keep one of them");
            return OptionalInt.empty();
        } else if (section.has("for")) {
            Optional<Duration> duration = section.duration("for");
            return duration.isPresent() && rollup.isPresent()
                    ? windows(section, duration.get(), rollup.get().window())
                    : OptionalInt.empty();
        }
        return section.has("forWindows") ? section.integer("forWindows", 1, MAX_WINDOWS) : OptionalInt.of(1);
    }

    private static OptionalInt windows(Section section, Duration duration, WindowDefinition window) {
        if (window instanceof WindowDefinition.Tumbling tumbling) {
            return windows(section, duration, tumbling.size(), "the windows of ");
        }
        return window instanceof WindowDefinition.Hopping hopping
                ? windows(section, duration, hopping.advance(), "the advance of ")
                : OptionalInt.empty();
    }

    /**
     * @param advance from the start of a window to that of the next
     */
    private static OptionalInt windows(Section section, Duration duration, Duration advance, String called) {
        long millis = advance.toMillis();
        long windows = duration.toMillis() / millis;
        if (duration.toMillis() % millis == 0 && windows >= 1 && windows <= MAX_WINDOWS) {
            return OptionalInt.of((int) windows);
        }
        long nearest = Math.max(1, Math.min(windows, MAX_WINDOWS));
        section.problem(
                "for",
                Durations.format(duration) + " is no multiple of " + called + Durations.format(advance) + ", from 1 to "
                        + MAX_WINDOWS + " of them",
                "such as " + Durations.format(Duration.ofMillis(nearest * millis)));
        return OptionalInt.empty();
    }
}

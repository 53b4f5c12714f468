package io.millrace.query.request;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.measure.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code orderBy} and {@code limitBy}. Whatever is wrong is said to {@code given}. */
final class OrderParameters {
    private final RequestParameters given;
    private final List<ActiveRollup> generations;

    /**
     * @param generations that answer
     */
    OrderParameters(RequestParameters given, List<ActiveRollup> generations) {
        this.given = given;
        this.generations = generations;
    }

    /** Empty if none is asked for. */
    Optional<RowOrder> order() {
        Optional<String> text = given.one("orderBy");
        boolean perWindow = isPerWindow();
        if (text.isEmpty()) {
            if (perWindow) {
                given.wrong("limitBy", "only with orderBy", "name a measure to order by, such as orderBy=-events");
            }
            return Optional.empty();
        }
        if (!given.all("cursor").isEmpty()) {
            given.wrong("cursor", "what is ordered by a measure has no pages", "leave 'cursor' out");
        }
        boolean descending = text.get().startsWith("-");
        String measure = descending ? text.get().substring(1) : text.get();
        for (ActiveRollup rollup : generations) {
            List<String> names = new ArrayList<>(
                    rollup.plan().measures().stream().map(Measure::name).toList());
            names.add(RowOrder.EVENTS);
            if (!names.contains(measure)) {
                given.wrong("orderBy", "no measure '" + measure + "'", RequestParameters.hint(measure, names, names));
            }
        }
        return Optional.of(new RowOrder(measure, descending, perWindow));
    }

    private boolean isPerWindow() {
        Optional<String> text = given.one("limitBy");
        if (text.isPresent() && !text.get().equals("window")) {
            given.wrong("limitBy", "'" + text.get() + "' is nothing to limit by", "window, or leave it out");
        }
        return text.isPresent();
    }
}

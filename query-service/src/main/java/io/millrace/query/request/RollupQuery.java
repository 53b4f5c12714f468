package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TimeInterval;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One page of a rollup's rows, asked for: of one generation, so that no page mixes two, unless windows are merged, or a session is of several that mean the same. Valid: {@link RollupParameters} makes what
 * users ask.
 *
 * @param serving the generation that serves the page; of several the first
 * @param from ms since the epoch, the first of the window starts asked for that the page may have
 * @param to ms since the epoch, exclusive, after {@code from}
 * @param start where the page begins; not before {@code from}
 * @param limit most rows of the page
 */
public record RollupQuery(
        RollupQuestion question, AskedGeneration serving, long from, long to, Position start, int limit) {
    /**
     * What of a generation a page is read from: stored rows that start in {@code [from, to)}, ms since the epoch.
     */
    public record Stretch(ActiveRollup rollup, long from, long to) {}

    /** The page of a question that begins at a position. */
    static RollupQuery of(RollupQuestion question, Position start, int limit) {
        AskedGeneration serving = question.serving(start.windowStart());
        TimeInterval asked = question.interval();
        List<ActiveRollup> read = question.read(serving);
        TimeInterval served = question.windows().isPresent()
                ? asked
                : asked.since(read.get(0).serves().from())
                        .before(read.get(read.size() - 1).serves().until());
        return new RollupQuery(question, serving, served.from(), served.until(), start, limit);
    }

    /**
     * All rows of one group whose windows start in an interval.
     *
     * @param served by one generation of the rollup
     */
    public static RollupQuery ofGroup(
            ActivePipeline pipeline, ActiveRollup rollup, GroupKey group, TimeInterval served) {
        AskedGeneration generation = new AskedGeneration(
                rollup,
                DimensionFilter.only(rollup.plan().groups(), group),
                IntStream.range(0, rollup.plan().measures().size()).boxed().toList(),
                GroupProjection.all(rollup.plan().groups()));
        RollupQuestion question = new RollupQuestion(
                pipeline,
                served,
                List.of(generation),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RollupParameters.GREATEST_LIMIT,
                false,
                "");
        return of(question, Position.before(served.from()), question.limit());
    }

    /** The same question from another position on, in the generation that serves it. */
    public RollupQuery at(Position position) {
        return of(question, position, limit);
    }

    /** The same in pages of another size. */
    public RollupQuery inPagesOf(int rows) {
        return new RollupQuery(question, serving, from, to, start, rows);
    }

    public ActivePipeline pipeline() {
        return question.pipeline();
    }

    /** The rollup in the generation that serves the page. */
    public ActiveRollup rollup() {
        return serving.rollup();
    }

    /** The window starts that are asked for. */
    public TimeInterval asked() {
        return question.interval();
    }

    public DimensionFilter filter() {
        return serving.filter();
    }

    /** What of groups is told apart. */
    public GroupProjection groups() {
        return serving.groups();
    }

    /** Indexes in the rollup's definition, in the order asked for. */
    public List<Integer> measures() {
        return serving.measures();
    }

    /** The measures asked for. */
    public List<Measure> askedMeasures() {
        return measures().stream().map(rollup().plan().measures()::get).toList();
    }

    /** Windows to merge the rollup's into. */
    public Optional<CoarseWindows> windows() {
        return question.windows();
    }

    public Optional<RowOrder> order() {
        return question.order();
    }

    /** Whether integers are answered as strings. */
    public boolean integersAsText() {
        return question.integersAsText();
    }

    /** Size of the rows' windows; {@code session} for those that have none. */
    public String granularity() {
        return question.granularity(rollup());
    }

    /** The generations that the answer is of, by the windows they serve. */
    public List<Integer> generations() {
        Stream<ActiveRollup> answering = question.isOfAllGenerations()
                ? question.generations().stream().map(AskedGeneration::rollup)
                : question.read(serving).stream()
                        .filter(rollup -> rollup.equals(rollup())
                                || !rollup.serves().since(from).before(to).isEmpty());
        return answering.map(ActiveRollup::generation).distinct().toList();
    }

    /** What the page is read from, in the order of time. */
    public List<Stretch> stretches() {
        if (windows().isPresent()) {
            return question.generations().stream()
                    .map(generation -> stretch(
                            generation.rollup(),
                            generation.rollup().serves().since(from).before(to)))
                    .toList();
        } else if (rollup().plan().windows() instanceof SessionWindows) {
            // A session of the page may begin before what is asked for, and go on behind it.
            return question.read(serving).stream()
                    .map(rollup -> stretch(rollup, rollup.serves()))
                    .toList();
        }
        return List.of(stretch(rollup(), TimeInterval.ALWAYS));
    }

    private static Stretch stretch(ActiveRollup rollup, TimeInterval starts) {
        return new Stretch(rollup, starts.from(), starts.until());
    }

    /** Whether a row is in the interval and not before the page. */
    public boolean answers(long windowStart, GroupKey group) {
        return windowStart >= from && windowStart < to && start.precedes(windowStart, group);
    }

    /** Where the next page begins if this generation has no more rows: in the generation that follows it, if that is asked for too. */
    public Optional<Position> behind() {
        return to < asked().until() ? Optional.of(Position.before(to)) : Optional.empty();
    }

    /** The {@code cursor} with which the same question continues at a position. */
    public String cursorAt(Position position) {
        int generation =
                pipeline().serving(rollup().name(), position.windowStart()).generation();
        return new Cursor(generation, question.fingerprint(), position).encode();
    }
}

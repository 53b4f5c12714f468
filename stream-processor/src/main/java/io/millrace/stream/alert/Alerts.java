package io.millrace.stream.alert;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.stage.StageEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one aggregate task. Rows are judged as they are written, and windows when they are over; what is decided goes out, and is
 * kept, in the transaction of what decided it. Store: key = a partial aggregate's key, value = {@link GroupAlerts}; and what {@link
 * AlertClocks} keeps. Not thread-safe.
 */
public final class Alerts {
    private final AlertStage stage;
    private final KeyValueStore<Bytes, byte[]> store;
    private final AlertBook book;
    private final AlertClocks clocks;
    private final AlertJudge judge;
    private final AlertRounds rounds;
    private final Map<Bytes, WrittenGroup> written = new LinkedHashMap<>();

    /**
     * @param failed counts rows that an alert can't be judged by
     */
    public Alerts(AlertStage stage, StageEnvironment environment, KeyValueStore<Bytes, byte[]> store, Sensor failed) {
        this.stage = stage;
        this.store = store;
        book = new AlertBook(environment.definitions(), new AlertFailures(failed));
        clocks = new AlertClocks(store, environment.clock());
        judge = new AlertJudge(
                stage, new AlertOutput(environment.records(), stage::nextRevision, environment.clock(), stage::send));
        rounds = new AlertRounds(store, book, judge, this::now);
        book.refresh();
    }

    /**
     * What was written of a group since the last drain.
     *
     * @param windows that are rows themselves
     * @param panes of windows that are put together when all are written
     */
    private record WrittenGroup(WatchedRollup rollup, List<JudgedWindow> windows, NavigableSet<Long> panes) {}

    /**
     * @param holds for each alert on the rollup whether the window fulfils it
     */
    private record JudgedWindow(long start, boolean[] holds) {}

    /** Rows are about to be written: takes in what changed in the definitions, which stay the same until {@link #drain}. */
    public void prepare() {
        if (book.refresh()) {
            rounds.definitionsChanged();
        }
    }

    /** The row of a window, or of a pane, all of it, was written. */
    public void written(byte[] partialKey, Partial.Target target, long start, RollupState row) {
        WatchedRollup rollup = book.isEmpty() ? null : book.find(target);
        if (rollup == null) {
            return;
        }
        WrittenGroup group = written.computeIfAbsent(
                Bytes.wrap(partialKey), key -> new WrittenGroup(rollup, new ArrayList<>(), new TreeSet<>()));
        if (rollup.isComposed()) {
            group.panes().add(start);
        } else {
            group.windows().add(new JudgedWindow(start, rollup.judge(row)));
        }
    }

    /** All rows of a drain are written: judges them. */
    public void drain() {
        written.forEach((key, group) -> {
            WatchedRollup rollup = group.rollup();
            new ComposedWindows(rollup, stage).visit(key.get(), group.panes(), (start, state) -> group.windows()
                    .add(new JudgedWindow(start, rollup.judge(state))));
            judge(key, rollup, group.windows());
        });
        written.clear();
        clocks.save();
    }

    private void judge(Bytes key, WatchedRollup rollup, List<JudgedWindow> windows) {
        if (windows.isEmpty()) {
            return;
        }
        byte @Nullable [] stored = store.get(key);
        GroupAlerts group =
                stored == null ? new GroupAlerts(rollup.dimensions(groupOf(key.get()))) : GroupAlerts.read(stored);
        boolean wasQuiet = stored != null && group.isQuiet();
        boolean later = false;
        for (JudgedWindow window : windows) {
            judge.set(rollup, group, window.start(), window.holds());
            later |= group.saw(window.start());
        }
        boolean remembered = judge.decide(rollup, key.get(), group, now(rollup));
        if (!remembered) {
            store.delete(key);
        } else if (later || !wasQuiet || !group.isQuiet()) {
            store.put(key, group.toBytes());
        }
    }

    private static GroupKey groupOf(byte[] partialKey) {
        ByteReader in = new ByteReader(partialKey);
        Partial.skipTarget(in);
        return new GroupKey(in.readBytes(in.remaining()));
    }

    private long now(WatchedRollup rollup) {
        return clocks.now(rollup.target().tenant(), rollup.target().pipeline(), stage.timeOf(rollup.pipeline()));
    }

    /** Whether windows are over since {@link #judgeEnds}; what was written must then be drained first. */
    public boolean isDue() {
        prepare();
        return rounds.isDue();
    }

    /** Judges windows that are over, as many as is sensible at once. */
    public void judgeEnds() {
        if (rounds.run(stage.knowsAllDefinitions())) {
            clocks.forget(book::isUnwatched);
        }
        clocks.save();
    }

    /** Forgets what was not drained. */
    public void discard() {
        written.clear();
        clocks.discard();
        rounds.discard();
    }
}

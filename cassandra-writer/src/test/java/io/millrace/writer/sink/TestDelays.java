package io.millrace.writer.sink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs what was delayed when told. */
final class TestDelays implements Delays {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Duration> delays = new ArrayList<>();

    @Override
    public void after(Duration delay, Runnable task) {
        delays.add(delay);
        tasks.add(task);
    }

    List<Duration> delays() {
        return delays;
    }

    int size() {
        return tasks.size();
    }

    void runAll() {
        for (int left = tasks.size(); left > 0; left--) {
            tasks.remove().run();
        }
    }
}

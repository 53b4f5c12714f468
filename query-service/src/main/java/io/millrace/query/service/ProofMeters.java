package io.millrace.query.service;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.query.read.ProofCounts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What reconciling came to as Micrometer's counters, which go with their rollups. Not thread-safe. */
final class ProofMeters {
    private final MeterRegistry registry;
    private final Map<Name, Shown> rollups = new HashMap<>();

    ProofMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Name(String tenant, String pipeline, String rollup) {}

    /** The numbers of a rollup, which the registry itself does not hold on to. */
    private record Shown(AtomicLong equal, AtomicLong wrong, List<Meter> meters) {}

    /**
     * @param counts of all rollups that there are
     */
    void show(List<ProofCounts> counts) {
        Set<Name> there = new HashSet<>();
        for (ProofCounts count : counts) {
            Name name = new Name(count.tenant(), count.pipeline(), count.rollup());
            Shown shown = rollups.get(name);
            if (shown == null) {
                rollups.put(name, begin(name, new AtomicLong(count.equal()), new AtomicLong(count.wrong())));
            } else {
                shown.equal().set(count.equal());
                shown.wrong().set(count.wrong());
            }
            there.add(name);
        }
        rollups.entrySet().removeIf(entry -> {
            boolean gone = !there.contains(entry.getKey());
            if (gone) {
                entry.getValue().meters().forEach(registry::remove);
            }
            return gone;
        });
    }

    private Shown begin(Name name, AtomicLong equal, AtomicLong wrong) {
        return new Shown(equal, wrong, List.of(counter(name, "equal", equal), counter(name, "wrong", wrong)));
    }

    private Meter counter(Name name, String result, AtomicLong number) {
        return FunctionCounter.builder("millrace.reconcile.windows", number, AtomicLong::get)
                .description("Windows of groups that were compared with what the archive says")
                .tags("tenant", name.tenant(), "pipeline", name.pipeline(), "rollup", name.rollup(), "result", result)
                .register(registry);
    }
}

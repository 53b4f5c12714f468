package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.stream.partial.Partial;

/**
 * A rollup as the route stage feeds it. Partial aggregates belong to one of these, not to a generation, so that a state is only ever fed by
 * the plan that made it; the aggregate stage merges what two versions of a definition made of one generation.
 */
final class RollupRoute {
    private final RollupPlan plan;
    private final byte[] target;
    private final long definitionsOffset;

    RollupRoute(ActivePipeline pipeline, ActiveRollup rollup) {
        plan = rollup.plan();
        definitionsOffset = pipeline.offset();
        ByteWriter out = new ByteWriter();
        Partial.writeTarget(
                new Partial.Target(pipeline.tenant(), pipeline.name(), rollup.name(), rollup.generation()), out);
        target = out.toByteArray();
    }

    RollupPlan plan() {
        return plan;
    }

    /** What the keys of its partial aggregates begin with. */
    byte[] target() {
        return target;
    }

    /** How far the aggregate stage must have read to know this rollup. */
    long definitionsOffset() {
        return definitionsOffset;
    }
}

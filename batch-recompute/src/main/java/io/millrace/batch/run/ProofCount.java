package io.millrace.batch.run;

import io.millrace.cassandra.Proof;
import io.millrace.cassandra.TimelineTable;
import java.util.Optional;
import java.util.UUID;

/** Counts what a run found, once, decided anew as often as another run was faster. */
final class ProofCount {
    private static final int TRIES = 50;

    private ProofCount() {}

    static void add(Proofs proofs, TimelineTable.Key rollup, UUID run, Report.Proved found) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<Proof> former = proofs.find(rollup);
            if (former.filter(proof -> proof.run().equals(run)).isPresent()) {
                return;
            }
            Proof next = new Proof(
                    rollup.tenant(),
                    rollup.pipeline(),
                    rollup.rollup(),
                    former.map(Proof::equal).orElse(0L) + found.equal(),
                    former.map(Proof::wrong).orElse(0L) + found.wrong(),
                    run);
            if (proofs.replace(former, next)) {
                return;
            }
        }
        throw new RefusedException(
                "What was found of " + rollup.pipeline() + "/" + rollup.rollup()
                        + " could not be counted: others counted " + TRIES + " times in a row.",
                "Run the same again when fewer runs reconcile this rollup.");
    }
}

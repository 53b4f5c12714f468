package io.millrace.query.read;

import io.millrace.cassandra.Proof;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says what reconciling came to, of each rollup that there is: of one that was never reconciled, nothing. Thread-safe. */
public final class ProofReader {
    private final Definitions definitions;
    private final ProofSource source;
    private final ReadLimits limits;

    public ProofReader(Definitions definitions, ProofSource source, ReadLimits limits) {
        this.definitions = definitions;
        this.source = source;
        this.limits = limits;
    }

    private record Rollup(String pipeline, String rollup) {}

    /**
     * @throws RowsUnavailableException if it can't be read now
     */
    public List<ProofCounts> read() {
        Map<String, List<ActivePipeline>> tenants = definitions.all().stream()
                .filter(pipeline -> !pipeline.isDeleted())
                .collect(Collectors.groupingBy(ActivePipeline::tenant, TreeMap::new, Collectors.toList()));
        List<ProofCounts> all = new ArrayList<>();
        tenants.forEach((tenant, pipelines) -> all.addAll(counts(tenant, pipelines)));
        return all;
    }

    private List<ProofCounts> counts(String tenant, List<ActivePipeline> pipelines) {
        Map<Rollup, Proof> proofs = Patience.await(source.read(tenant), limits.patience()).stream()
                .collect(Collectors.toMap(proof -> new Rollup(proof.pipeline(), proof.rollup()), proof -> proof));
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.definition().rollups().stream()
                        .map(definition -> new Rollup(pipeline.name(), definition.name())))
                .map(rollup -> counts(tenant, rollup, Optional.ofNullable(proofs.get(rollup))))
                .toList();
    }

    private static ProofCounts counts(String tenant, Rollup rollup, Optional<Proof> proof) {
        return new ProofCounts(
                tenant,
                rollup.pipeline(),
                rollup.rollup(),
                proof.map(Proof::equal).orElse(0L),
                proof.map(Proof::wrong).orElse(0L));
    }
}

package io.millrace.model.definition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a new definition changes of a pipeline in force. Events written under the old one are read with the new one, so their fields must go on
 * meaning the same: what breaks that is refused. A rollup may come to mean something else: its rows are then of another generation.
 */
public final class DefinitionChange {
    private final PipelineDefinition before;
    private final PipelineDefinition after;
    private final List<DefinitionProblem> problems = new ArrayList<>();
    private final Set<String> changedRollups = new LinkedHashSet<>();

    private DefinitionChange(PipelineDefinition before, PipelineDefinition after) {
        this.before = before;
        this.after = after;
    }

    /**
     * @throws IllegalArgumentException if they are definitions of two pipelines
     */
    public static DefinitionChange between(PipelineDefinition before, PipelineDefinition after) {
        if (!before.pipeline().equals(after.pipeline())) {
            throw new IllegalArgumentException(
                    "not the same pipeline: " + before.pipeline() + " and " + after.pipeline());
        }
        DefinitionChange change = new DefinitionChange(before, after);
        change.compareFields();
        change.compareIdentity();
        change.compareRollups();
        return change;
    }

    /**
     * Every reason why the change can't be made, each with the way out and its path in the new definition (in the old one for what is
     * gone); empty if it can.
     */
    public List<DefinitionProblem> problems() {
        return List.copyOf(problems);
    }

    /** The rollups that both definitions have and that mean something else in the new one. */
    public Set<String> changedRollups() {
        return Collections.unmodifiableSet(changedRollups);
    }

    private void compareFields() {
        List<FieldDefinition> fields = after.event().fields();
        for (int index = 0; index < fields.size(); index++) {
            FieldDefinition field = fields.get(index);
            String path = Problems.child("event.fields", index);
            Optional<FieldDefinition> former = before.event().field(field.name());
            if (former.isPresent() && !former.get().type().equals(field.type())) {
                add(
                        path + ".type",
                        "field " + field.name() + " can't change its type from "
                                + former.get().type() + " to " + field.type(),
                        "keep the type and add an optional field under another name");
            }
            if (!field.optional() && former.isEmpty()) {
                add(path, "events accepted before have no field " + field.name(), "add it with optional: true");
            } else if (!field.optional() && former.isPresent() && former.get().optional()) {
                add(
                        path + ".optional",
                        "events accepted before may have no value for " + field.name(),
                        "keep optional: true");
            }
        }
    }

    private void compareIdentity() {
        if (!before.event().time().equals(after.event().time())) {
            add(
                    "event.time",
                    "the event time can't change from " + timeOf(before) + " to " + timeOf(after),
                    "keep it, or put a pipeline under another name");
        }
        if (!before.event().id().equals(after.event().id())) {
            add(
                    "event.id",
                    "the identity of events can't change: copies of events accepted before would count twice",
                    "keep " + before.event().id() + ", or put a pipeline under another name");
        }
    }

    private static String timeOf(PipelineDefinition definition) {
        return definition.event().time().orElse("the time of acceptance");
    }

    private void compareRollups() {
        for (RollupDefinition rollup : after.rollups()) {
            Optional<RollupDefinition> former = before.rollup(rollup.name());
            if (former.isPresent() && !RollupMeaning.of(before, former.get()).equals(RollupMeaning.of(after, rollup))) {
                changedRollups.add(rollup.name());
            }
        }
    }

    private void add(String path, String message, String hint) {
        problems.add(new DefinitionProblem(path, message, hint));
    }
}

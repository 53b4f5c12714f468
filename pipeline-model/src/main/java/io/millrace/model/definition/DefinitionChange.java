package io.millrace.model.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a pipeline in force can't become. Events written under the old definition are read with the new one, and rows of a rollup are merged
 * with what comes later: both must go on meaning the same.
 */
public final class DefinitionChange {
    private final PipelineDefinition before;
    private final PipelineDefinition after;
    private final List<DefinitionProblem> problems = new ArrayList<>();

    private DefinitionChange(PipelineDefinition before, PipelineDefinition after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Every reason why the change can't be made, each with the way out and its path in the new definition (in the old one for what is
     * gone); empty if it can.
     *
     * @throws IllegalArgumentException if they are definitions of two pipelines
     */
    public static List<DefinitionProblem> between(PipelineDefinition before, PipelineDefinition after) {
        if (!before.pipeline().equals(after.pipeline())) {
            throw new IllegalArgumentException(
                    "not the same pipeline: " + before.pipeline() + " and " + after.pipeline());
        }
        DefinitionChange change = new DefinitionChange(before, after);
        change.compareFields();
        change.compareIdentity();
        change.compareRollups();
        return List.copyOf(change.problems);
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
        List<RollupDefinition> rollups = after.rollups();
        for (int index = 0; index < rollups.size(); index++) {
            RollupDefinition rollup = rollups.get(index);
            String path = Problems.child("rollups", index);
            before.rollup(rollup.name()).ifPresent(former -> {
                compare(rollup.name(), path + ".dimensions", former.dimensions(), rollup.dimensions());
                compare(rollup.name(), path + ".window", former.window(), rollup.window());
                compare(rollup.name(), path + ".maxGroups", former.maxGroups(), rollup.maxGroups());
                compare(rollup.name(), path + ".measures", former.measures(), rollup.measures());
            });
        }
    }

    private void compare(String rollup, String path, Object former, Object now) {
        if (!Objects.equals(former, now)) {
            add(
                    path,
                    "not supported yet: a change of what rollup " + rollup + " means",
                    "add a rollup under another name, such as " + rollup
                            + "_2, and remove this one when it is no longer read");
        }
    }

    private void add(String path, String message, String hint) {
        problems.add(new DefinitionProblem(path, message, hint));
    }
}

package io.millrace.kafka.definitions;

import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.SameMeaning;
import io.millrace.model.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.List;

/**
 * What decides whether a record that was accepted is an event: the version of the definition that it was accepted under, or one that follows it and makes the same of
 * events. Immutable.
 *
 * @param after offset in the topic of definitions: it judges events that are stamped with more, up to that of the next
 */
public record Acceptance(long after, PipelineDefinition definition, Evaluation evaluation) {
    /** Each that judges some events, oldest first, of one for each version. */
    public static List<Acceptance> together(List<Acceptance> versions) {
        List<Acceptance> together = new ArrayList<>();
        for (Acceptance next : versions) {
            int last = together.size() - 1;
            if (last < 0) {
                together.add(new Acceptance(Long.MIN_VALUE, next.definition(), next.evaluation()));
                continue;
            }
            Acceptance former = together.get(last);
            if (next.after() == former.after() || SameMeaning.ofEvents(former.definition(), next.definition())) {
                // Of versions that nobody knows the place of, the last.
                together.set(last, new Acceptance(former.after(), next.definition(), next.evaluation()));
            } else {
                together.add(next);
            }
        }
        return List.copyOf(together);
    }

    /**
     * Which of some judges an event.
     *
     * @param definitionsOffset that the event is stamped with
     */
    public static int indexOf(List<Acceptance> together, long definitionsOffset) {
        int index = together.size() - 1;
        while (index > 0 && together.get(index).after() >= definitionsOffset) {
            index--;
        }
        return index;
    }
}

package io.millrace.model.evaluation;

import io.millrace.model.evaluation.Evaluation.MissingKeys;
import io.millrace.model.event.Event;
import java.util.List;
import java.util.Set;

/**
 * Evaluates events that another version of the definition accepted, for several parts of this version, such as its rollups: one for which what it needs fails leaves
 * the event out, and no other does. So whether a part counts an event depends on what the part itself means, and on nothing else in its version. Immutable, thread-safe.
 */
public final class LenientEvaluation {
    private final Evaluation whole;
    private final List<Evaluation> parts;

    /** Sets the event at hand anew, as it came. */
    @FunctionalInterface
    public interface Decoding {
        /**
         * @throws RuntimeException if that can't be done
         */
        void decode();
    }

    /**
     * @param used by part: the fields that it needs, and all that they are computed from
     */
    public LenientEvaluation(Evaluation whole, List<Set<String>> used) {
        this.whole = whole;
        parts = used.stream().map(whole::only).toList();
    }

    /**
     * Computes what the event does not bring along, as far as it is needed and can be computed.
     *
     * @param decoding is called at least once
     * @param wanted by part: whether the event is to count in it; false behind this where it can't
     * @return whether the filter lets the event count; if not, in no part
     */
    public boolean evaluate(Event event, Decoding decoding, MissingKeys missingKeys, boolean[] wanted) {
        try {
            decoding.decode();
            return whole.evaluate(event, missingKeys);
        } catch (RuntimeException failedInOne) {
            return evaluateParts(event, decoding, wanted);
        }
    }

    private boolean evaluateParts(Event event, Decoding decoding, boolean[] wanted) {
        boolean counts = false;
        for (int part = 0; part < wanted.length; part++) {
            if (wanted[part]) {
                try {
                    decoding.decode();
                    // The filter is the same for all parts.
                    counts |= parts.get(part).evaluate(event, MissingKeys.IGNORED);
                } catch (RuntimeException failed) {
                    wanted[part] = false;
                }
            }
        }
        if (counts) {
            decoding.decode();
            for (int part = 0; part < wanted.length; part++) {
                if (wanted[part]) {
                    var unused = parts.get(part).evaluate(event, MissingKeys.IGNORED);
                }
            }
        }
        return counts;
    }
}

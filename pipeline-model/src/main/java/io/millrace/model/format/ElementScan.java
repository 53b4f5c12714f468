package io.millrace.model.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the JSON value at the start of a buffer ends, by its brackets and quotes alone. Of a value beyond the limit only the beginning
 * stays in memory.
 */
final class ElementScan {
    private enum Step {
        ON,
        /** The value ends with this byte. */
        ENDS_WITH,
        /** The value, a number or a word, ended before this byte. */
        ENDS_BEFORE
    }

    private final BodyBuffer body;
    private final int maxBytes;

    private int length;
    private int lines;
    private byte @Nullable [] beginning;

    private int depth;
    private boolean inString;
    private boolean escaped;

    ElementScan(BodyBuffer body, int maxBytes) {
        this.body = body;
        this.maxBytes = maxBytes;
    }

    /** Length of the value, which lies at the start of the buffer, unless {@link #beginning} has it. */
    int length() {
        return length;
    }

    /** Line feeds within the value. */
    int lines() {
        return lines;
    }

    /** The beginning of a value that is too long and was skipped; null if it is not. */
    byte @Nullable [] beginning() {
        return beginning;
    }

    /** Runs to the end of the value; false if the body ends before. */
    boolean run() throws IOException {
        while (body.available() > length || body.fill()) {
            byte[] bytes = body.bytes();
            int base = body.start();
            int available = body.available();
            Step step = Step.ON;
            while (length < available && step == Step.ON) {
                step = step(bytes[base + length]);
                length += step == Step.ENDS_BEFORE ? 0 : 1;
            }
            if (length > maxBytes) {
                beginning = beginning == null ? body.peek(maxBytes) : beginning;
            }
            if (beginning != null) {
                body.advance(length);
                length = 0;
            }
            if (step != Step.ON) {
                return true;
            }
        }
        return false;
    }

    private Step step(byte next) {
        if (inString) {
            return stepInString(next);
        }
        switch (next) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                if (depth <= 1) {
                    return depth == 1 ? Step.ENDS_WITH : Step.ENDS_BEFORE;
                }
                depth--;
            }
            case ',', ' ', '\t', '\r', '\n' -> {
                if (depth == 0) {
                    return Step.ENDS_BEFORE;
                }
                lines += next == '\n' ? 1 : 0;
            }
            default -> {}
        }
        return Step.ON;
    }

    private Step stepInString(byte next) {
        if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            inString = false;
            return depth == 0 ? Step.ENDS_WITH : Step.ON;
        } else if (next == '\n') {
            lines++;
        }
        return Step.ON;
    }
}

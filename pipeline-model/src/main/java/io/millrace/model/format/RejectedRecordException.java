package io.millrace.model.format;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One record can't be used; those after it can. Has no stack trace: it is an answer to the sender, and there may be millions. */
public final class RejectedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectionCode code;
    private final @Nullable String field;

    /** A problem of the record as a whole. */
    public RejectedRecordException(RejectionCode code, String message) {
        this(code, null, message);
    }

    /**
     * @param field the name the definition gives it
     */
    public RejectedRecordException(RejectionCode code, @Nullable String field, String message) {
        super(message, null, false, false);
        this.code = code;
        this.field = field;
    }

    public RejectionCode code() {
        return code;
    }

    /** The field at fault, as the definition calls it; empty if it is the record as a whole. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** What is wrong, for a person. */
    public String message() {
        return String.valueOf(getMessage());
    }
}

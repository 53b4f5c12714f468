package io.millrace.kafka.topic;

/** A record can't be taken in yet, since what belongs to it has not come. Whoever throws it has waited a while. */
public final class TryAgainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TryAgainException(String message) {
        super(message);
    }
}

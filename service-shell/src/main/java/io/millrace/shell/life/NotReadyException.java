package io.millrace.shell.life;

/** Asked too early: what the service needs is not there yet. Soon it may be. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotReadyException(String obstacle) {
        super(obstacle);
    }
}

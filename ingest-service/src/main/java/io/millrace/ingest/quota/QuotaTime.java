package io.millrace.ingest.quota;

/** The time that quotas are measured by. */
public interface QuotaTime {
    /** Nanoseconds from any moment on, never going back. */
    long nanos();

    /** Lets so many nanoseconds pass. */
    void pause(long nanos) throws InterruptedException;
}

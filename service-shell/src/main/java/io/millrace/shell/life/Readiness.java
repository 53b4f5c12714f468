package io.millrace.shell.life;

import java.util.Optional;

/** Says whether the service can do its own work now. Each service has one bean of this type; {@code /health/readiness} asks it. */
public interface Readiness {
    /** What keeps it from working; empty = nothing. May block for some seconds. */
    Optional<String> obstacle();
}

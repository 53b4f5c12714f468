package io.millrace.shell.access;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.AnnotationMetadataProvider;
import io.micronaut.management.endpoint.annotation.Endpoint;
import java.util.Optional;

/** Which right a route needs. */
public final class Rights {
    private Rights() {}

    /**
     * @param route empty = there is none for the request
     */
    static Right of(Optional<? extends AnnotationMetadataProvider> route) {
        return route.map(found -> of(found.getAnnotationMetadata())).orElse(Right.KEY);
    }

    /** The right that a route says, or that its management endpoint has; else the installation's, so that what nobody thought of is closed. */
    public static Right of(AnnotationMetadata route) {
        return route.enumValue(Needs.class, Right.class)
                .or(() -> route.stringValue(Endpoint.class).map(Rights::ofEndpoint))
                .orElse(Right.INSTALLATION);
    }

    private static Right ofEndpoint(String id) {
        return switch (id) {
            case "health" -> Right.NONE;
            case "prometheus" -> Right.METRICS;
            default -> Right.INSTALLATION;
        };
    }
}

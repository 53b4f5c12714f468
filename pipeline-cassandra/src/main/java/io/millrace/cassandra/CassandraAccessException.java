package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Cassandra does not let us in, or does not prove that it is whom we trust. Someone must set that right before trying again can help. Has no stack trace: whoever reads it is that someone.
 */
public final class CassandraAccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String FILE = "the file that MILLRACE_CASSANDRA_SECURITY names";

    /** How a node says that it can't look up roles now. */
    private static final String NOT_NOW = "Unable to perform authentication";

    private final String problem;
    private final String cure;

    private CassandraAccessException(String problem, String cure) {
        super(problem + " " + cure, null, false, false);
        this.problem = problem;
        this.cure = cure;
    }

    /** If every node that was asked refused us, why; empty if one may be there later. */
    static Optional<CassandraAccessException> of(CassandraConnection connection, AllNodesFailedException failure) {
        List<Optional<CassandraAccessException>> refusals = failure.getAllErrors().values().stream()
                .flatMap(Collection::stream)
                .map(error -> refusal(connection, error))
                .toList();
        return refusals.stream().allMatch(Optional::isPresent)
                ? refusals.stream().flatMap(Optional::stream).findFirst()
                : Optional.empty();
    }

    private static Optional<CassandraAccessException> refusal(CassandraConnection connection, Throwable error) {
        String servers = "Cassandra at " + connection.contactPoints();
        for (Throwable cause : chain(error)) {
            String said = String.valueOf(cause.getMessage());
            if (cause instanceof AuthenticationException) {
                return said.contains(NOT_NOW)
                        ? Optional.empty()
                        : Optional.of(new CassandraAccessException(
                                servers + " does not let us in: " + said + ".",
                                "Correct username and password in " + FILE + ", or make the role in Cassandra."));
            }
            if (isDisagreement(cause)) {
                return Optional.of(new CassandraAccessException(
                        servers + " and we do not agree on TLS: " + said + ".",
                        "Let tls and truststore in " + FILE + " be as the nodes' certificates ask for, and let"
                                + " MILLRACE_CASSANDRA name hosts as they do; if the nodes ask for a certificate, set"
                                + " keystore too."));
            }
        }
        return Optional.empty();
    }

    private static List<Throwable> chain(Throwable error) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    /** A node that ends in the midst of a handshake is an {@link SSLException} too, and may be back. */
    private static boolean isDisagreement(Throwable cause) {
        String said = String.valueOf(cause.getMessage());
        return cause instanceof CertificateException
                || (cause instanceof SSLException
                        && (said.contains("Received fatal alert") || said.contains("not an SSL/TLS record")));
    }

    /** What is wrong, and where. */
    public String problem() {
        return problem;
    }

    /** What to do. */
    public String cure() {
        return cure;
    }
}

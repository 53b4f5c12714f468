package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.metadata.DefaultEndPoint;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class CassandraAccessExceptionTest {
    private static final CassandraConnection CONNECTION = CassandraConnection.of("one:9042,two:9042");

    /** What each node failed with. */
    private static Optional<CassandraAccessException> of(Throwable... errors) {
        List<Map.Entry<Node, Throwable>> failures =
                Arrays.stream(errors).map(error -> Map.entry(node(), error)).toList();
        return CassandraAccessException.of(CONNECTION, AllNodesFailedException.fromErrors(failures));
    }

    private static Node node() {
        Object identity = new Object();
        return (Node) Proxy.newProxyInstance(
                Node.class.getClassLoader(),
                new Class<?>[] {Node.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> identity.hashCode();
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> "node";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static AuthenticationException refusedAs(String reply) {
        return new AuthenticationException(
                new DefaultEndPoint(InetSocketAddress.createUnresolved("one", 9042)),
                "server replied with '" + reply + "'");
    }

    @Test
    void shouldSayThatCredentialsAreWrongAndWhereTheyStand() {
        // When
        CassandraAccessException refused = of(refusedAs("Provided username a and/or password are incorrect"))
                .orElseThrow();

        // Then
        assertThat(refused)
                .hasMessageContaining("Cassandra at one:9042,two:9042 does not let us in: ")
                .hasMessageContaining("password are incorrect")
                .hasMessageContaining("username and password in the file that MILLRACE_CASSANDRA_SECURITY names");
        assertThat(refused.getMessage()).isEqualTo(refused.problem() + " " + refused.cure());
        assertThat(refused.getStackTrace()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithTls() {
        // Given
        SSLHandshakeException untrusted = new SSLHandshakeException("General problem");
        untrusted.initCause(new CertificateException("unable to find valid certification path"));

        // When, Then
        assertThat(of(new IllegalStateException("initialization failed", untrusted))
                        .orElseThrow())
                .hasMessageContaining("and we do not agree on TLS: unable to find valid certification path.")
                .hasMessageContaining("truststore");
        assertThat(of(new SSLHandshakeException("Received fatal alert: bad_certificate")))
                .isPresent();
        assertThat(of(new SSLException("not an SSL/TLS record: 8400000000"))).isPresent();
    }

    @Test
    void shouldNotGiveUpOnWhatMayBeThereLater() {
        assertThat(of(new ClosedConnectionException("Lost connection"))).isEmpty();
        assertThat(of(new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress")))
                .isEmpty();
        assertThat(of(refusedAs("Unable to perform authentication: Cannot achieve consistency level QUORUM")))
                .isEmpty();
        assertThat(of(
                        refusedAs("Provided username a and/or password are incorrect"),
                        new ClosedConnectionException("no")))
                .isEmpty();
    }
}

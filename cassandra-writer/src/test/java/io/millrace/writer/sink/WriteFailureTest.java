package io.millrace.writer.sink;

import static io.millrace.writer.sink.WriteFailure.FATAL;
import static io.millrace.writer.sink.WriteFailure.REFUSED;
import static io.millrace.writer.sink.WriteFailure.RETRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WriteFailureTest {
    private static final Node NODE = TestTable.node();

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new DriverTimeoutException("5 s"), RETRY),
                arguments(new NoNodeAvailableException(), RETRY),
                arguments(new UnavailableException(NODE, DefaultConsistencyLevel.LOCAL_QUORUM, 2, 1), RETRY),
                arguments(
                        new WriteTimeoutException(
                                NODE, DefaultConsistencyLevel.LOCAL_QUORUM, 1, 2, write("UNLOGGED_BATCH")),
                        RETRY),
                arguments(
                        new WriteFailureException(
                                NODE, DefaultConsistencyLevel.LOCAL_QUORUM, 1, 2, write("SIMPLE"), 1, Map.of()),
                        RETRY),
                arguments(new OverloadedException(NODE), RETRY),
                arguments(new ServerError(NODE, "java.lang.RuntimeException"), RETRY),
                arguments(new ClosedConnectionException("killed"), RETRY),
                arguments(allNodes(new ClosedConnectionException("killed"), tooLong()), RETRY),
                arguments(allNodes(tooLong(), tooLong()), REFUSED),
                arguments(tooLong(), REFUSED),
                arguments(
                        new InvalidQueryException(NODE, "Key length of 70000 is longer than maximum of 65535"),
                        REFUSED),
                arguments(new IllegalArgumentException("not an int"), REFUSED),
                arguments(new InvalidQueryException(NODE, "unconfigured table rollups"), FATAL),
                arguments(new InvalidQueryException(NODE, "Keyspace millrace does not exist"), FATAL),
                arguments(new InvalidQueryException(NODE, "Undefined column name state in table"), FATAL),
                arguments(new NotNowException("no table yet", new UnauthorizedException(NODE, "")), RETRY),
                arguments(new SyntaxError(NODE, "line 1:0"), FATAL),
                arguments(new UnauthorizedException(NODE, "no MODIFY permission"), FATAL),
                arguments(new IllegalStateException("Session is closed"), FATAL),
                arguments(new NullPointerException(), FATAL));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldDecideByTheCause(Throwable failure, WriteFailure expected) {
        assertThat(WriteFailure.of(failure)).isEqualTo(expected);
    }

    @Test
    void shouldLookIntoWhatAFutureWraps() {
        assertThat(WriteFailure.of(new CompletionException(new DriverTimeoutException("5 s"))))
                .isEqualTo(RETRY);
    }

    private static FrameTooLongException tooLong() {
        return new FrameTooLongException(InetSocketAddress.createUnresolved("cassandra", 9042), "300 MB");
    }

    private static AllNodesFailedException allNodes(Throwable first, Throwable second) {
        return AllNodesFailedException.fromErrors(List.of(Map.entry(NODE, first), Map.entry(NODE, second)));
    }

    private static WriteType write(String name) {
        return () -> name;
    }
}

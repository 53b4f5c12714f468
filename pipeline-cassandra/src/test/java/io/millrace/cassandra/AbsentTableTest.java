package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AbsentTableTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(unconfigured(), true),
                arguments(new InvalidQueryException(node(), "keyspace millrace_acme does not exist"), true),
                arguments(new InvalidQueryException(node(), "Undefined column name price in table latest"), false),
                arguments(unknown(), true),
                arguments(new CompletionException(unknown()), true),
                arguments(allNodes(unknown()), true),
                arguments(new CompletionException(allNodes(unknown(), unconfigured())), true),
                arguments(allNodes(unknown(), timeout()), false),
                arguments(new NoNodeAvailableException(), false),
                arguments(new ServerError(node(), "java.lang.RuntimeException"), false),
                arguments(timeout(), false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldBeToldFromOtherFailures(Throwable failure, boolean expected) {
        assertThat(AbsentTable.isTheCauseOf(failure)).isEqualTo(expected);
    }

    private static Throwable unknown() {
        return new ServerError(
                node(), "java.lang.IllegalArgumentException: Unknown CF 15015299-5040-30f2-8e72-e404c0fa644e");
    }

    private static Throwable unconfigured() {
        return new InvalidQueryException(node(), "unconfigured table latest");
    }

    private static Throwable timeout() {
        return new DriverTimeoutException("Query timed out after PT5S");
    }

    /** Each error of a node of its own. */
    private static Throwable allNodes(Throwable... errors) {
        return AllNodesFailedException.fromErrors(
                Arrays.stream(errors).map(error -> Map.entry(node(), error)).toList());
    }

    private static Node node() {
        return (Node) Proxy.newProxyInstance(
                Node.class.getClassLoader(),
                new Class<?>[] {Node.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> "a node";
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}

package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server is reached. */
public record HostAndPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^:\\s]+):(?<port>[0-9]{1,5})");

    static HostAndPort loopback(int port) {
        return new HostAndPort("127.0.0.1", port);
    }

    /** @param variable where the text is from, for the error */
    static HostAndPort parse(String variable, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new EmbeddedException(variable + " must be host:port, not: " + text);
        }
        return new HostAndPort(matcher.group("host"), Integer.parseInt(matcher.group("port")));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

package io.millrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for both services: answers what the test says, in turn, and keeps what it was asked. */
public final class AnsweringServer implements AutoCloseable {
    private final HttpServer server;
    private final String header;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

    private record Reply(int status, String body, Map<String, String> headers) {}

    /**
     * @param header of requests that is kept
     */
    public AnsweringServer(String header) throws IOException {
        this.header = header;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst(header));
            Reply reply = replies.remove();
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The next answer that was not said yet: JSON, and a problem if its status is one. */
    public void willAnswer(int status, String body) {
        willAnswer(status, body, Map.of());
    }

    /** The same, with headers. */
    public void willAnswer(int status, String body, Map<String, String> headers) {
        Map<String, String> all =
                new HashMap<>(Map.of("Content-Type", status < 400 ? "application/json" : "application/problem+json"));
        all.putAll(headers);
        replies.add(new Reply(status, body, all));
    }

    /** Method, path and the header's value of each request. */
    public List<String> requests() {
        return requests;
    }

    public List<String> bodies() {
        return bodies;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

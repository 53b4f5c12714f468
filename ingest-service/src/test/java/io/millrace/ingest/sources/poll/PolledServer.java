package io.millrace.ingest.sources.poll;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real server that replies as it was told, one request after the other. */
final class PolledServer implements AutoCloseable {
    private final Deque<Reply> replies = new ConcurrentLinkedDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpServer server;

    /** What the server does with one request. */
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    PolledServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match"))
                            .orElse("-") + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .orElse("-"));
            replies.remove().to(exchange);
            exchange.close();
        });
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it was asked so far: address, {@code If-None-Match} and {@code Authorization}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Only the addresses that it was asked for. */
    List<String> addresses() {
        return requests().stream().map(request -> request.split(" ")[0]).toList();
    }

    /** It will reply so, after all that it was told before. */
    void will(Reply reply) {
        replies.add(reply);
    }

    /** It will reply with a body, after all that it was told before. */
    void will(int status, String body, String... headers) {
        will(reply(status, body, headers));
    }

    static Reply reply(int status, String body, String... headers) {
        return exchange -> {
            for (int index = 0; index < headers.length; index += 2) {
                exchange.getResponseHeaders().add(headers[index], headers[index + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Waits for as long as there is a server: whoever asked has to give up. */
    void keepWaiting() {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

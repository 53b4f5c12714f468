package io.millrace.ingest.sources.poll;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks over HTTP, for answers of bounded size that come within bounded time. Follows no redirect. Thread-safe. */
public final class HttpAnswers {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final int mostBytes;

    /**
     * @param mostBytes of an answer
     */
    public HttpAnswers(int mostBytes) {
        this.mostBytes = mostBytes;
        // A redirect could lead to where nobody may ask, or take the headers, and with them secrets, somewhere else.
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    /** An answer of any status. */
    record Answer(int status, HttpHeaders headers, byte[] body) {}

    /**
     * @param timeout to the last byte
     * @throws PollFailedException if no answer came in time, or one that is too large
     */
    Answer get(URI url, Map<String, String> headers, Duration timeout)
            throws PollFailedException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(timeout).GET();
        headers.forEach(request::setHeader);
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), head -> new BoundedBody(mostBytes));
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException late) {
            throw PollFailedException.of("no whole answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failure) {
            throw PollFailedException.of(message(failure, timeout));
        } finally {
            // Does nothing to one that is there.
            answer.cancel(true);
        }
    }

    private static String message(ExecutionException failure, Duration timeout) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof HttpTimeoutException) {
            return "no whole answer within " + timeout.toMillis() + " ms";
        }
        return cause.getMessage() == null
                ? "the server can't be reached (" + cause.getClass().getSimpleName() + ")"
                : cause.getMessage();
    }

    /** Gives up as soon as there is more than may be. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        BoundedBody(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > most) {
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    body.completeExceptionally(new IOException("the answer is longer than " + most + " bytes"));
                    return;
                }
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                bytes.writeBytes(piece);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}

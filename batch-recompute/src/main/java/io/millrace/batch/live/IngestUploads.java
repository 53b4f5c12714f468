package io.millrace.batch.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.batch.run.RefusedException;
import io.millrace.batch.run.Uploads;
import io.millrace.model.event.EventFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongConsumer;

/** By ingest-service, as one request a file. The key of the request is made of what is in the file, so that the same file sent again is copies. */
record IngestUploads(IngestClient client) implements Uploads {
    private static final int UNPROCESSABLE = 422;

    @Override
    public Sent send(String tenant, String pipeline, Path file, LongConsumer bytes) {
        EventFile format = EventFile.named(file.toString())
                .orElseThrow(() -> new RefusedException(
                        "The name of " + file + " does not tell its format.",
                        "It is to end in " + EventFile.NAMES + "."));
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", format.contentType());
        format.contentEncoding().ifPresent(encoding -> headers.put("Content-Encoding", encoding));
        headers.put("Idempotency-Key", "file-" + digest(file));
        IngestClient.Answer answer = client.post(
                "/v1/tenants/" + tenant + "/pipelines/" + pipeline + "/events", headers, () -> open(file, bytes));
        Map<String, Long> counts = counts(answer.body());
        if (!answer.isDone() && !(answer.status() == UNPROCESSABLE && counts.containsKey("rejectedCount"))) {
            throw IngestClient.refused("did not take " + file, answer);
        }
        return new Sent(counts.getOrDefault("accepted", 0L), counts.getOrDefault("rejectedCount", 0L));
    }

    private static String digest(Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException failure) {
            throw new RefusedException(
                    "The file " + file + " can't be read: " + failure, "Give files that are on this machine.", failure);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java has SHA-256", never);
        }
    }

    private static InputStream open(Path file, LongConsumer bytes) {
        try {
            return new Counting(Files.newInputStream(file), bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The numbers of the outermost object. */
    private static Map<String, Long> counts(String body) {
        Map<String, Long> counts = new HashMap<>();
        try (JsonParser in = new JsonFactory().createParser(body)) {
            int depth = 0;
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1 && token == JsonToken.VALUE_NUMBER_INT) {
                    counts.put(String.valueOf(in.currentName()), in.getLongValue());
                }
            }
        } catch (IOException notJson) {
            return Map.of();
        }
        return counts;
    }

    private static final class Counting extends FilterInputStream {
        private final LongConsumer told;
        private long read;

        Counting(InputStream in, LongConsumer told) {
            super(in);
            this.told = told;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            tell(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            tell(Math.max(0, count));
            return count;
        }

        private void tell(int count) {
            read += count;
            told.accept(read);
        }
    }
}

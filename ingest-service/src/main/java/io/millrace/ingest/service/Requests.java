package io.millrace.ingest.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.ServerHttpRequest;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.definition.Names;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What requests have in common. */
final class Requests {
    /** Longest definition, in bytes: all versions of a pipeline share one message of its topic. */
    private static final int MAX_DEFINITION = 128 << 10;

    private Requests() {}

    /** Refuses query parameters that mean nothing here, by name. */
    static void refuseParametersBut(Set<String> known, HttpRequest<?> request) {
        List<Problem.Item> items = new ArrayList<>();
        request.getParameters().forEach((name, values) -> {
            if (!known.contains(name)) {
                String hint = known.isEmpty() ? "no parameters" : "only " + String.join(", ", known);
                items.add(new Problem.Item(name, "is not a parameter here, or not supported yet", hint));
            } else if (values.size() > 1) {
                items.add(new Problem.Item(name, "is given " + values.size() + " times", "one value"));
            }
        });
        if (!items.isEmpty()) {
            throw Problems.invalidParameters(items);
        }
    }

    /** Whether a parameter that is there for that says {@code true}; what it says else is refused. */
    static boolean flag(String name, HttpRequest<?> request) {
        String text = request.getParameters().get(name, String.class).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw Problems.invalidParameters(List.of(new Problem.Item(name, "is '" + text + "'", "true or false")));
        }
        return text.equals("true");
    }

    /** Refuses names that no tenant or pipeline can have. */
    static void requireNames(String tenant, String pipeline) {
        List<Problem.Item> items = new ArrayList<>();
        if (!Names.isTenant(tenant)) {
            items.add(new Problem.Item("tenant", "'" + tenant + "' is no name", Names.PIPELINE_RULE));
        }
        if (!Names.isPipeline(pipeline)) {
            items.add(new Problem.Item("pipeline", "'" + pipeline + "' is no name", Names.PIPELINE_RULE));
        }
        if (!items.isEmpty()) {
            throw Problems.invalidParameters(items);
        }
    }

    /** The definition that a request carries, as text. */
    static String definition(ServerHttpRequest<?> request) {
        request.getHeaders().get("Content-Encoding", String.class).ifPresent(encoding -> {
            throw Problems.unsupportedMedia("a definition comes uncompressed, not as " + encoding);
        });
        try (InputStream body = request.byteBody().toInputStream()) {
            byte[] bytes = body.readNBytes(MAX_DEFINITION + 1);
            if (bytes.length > MAX_DEFINITION) {
                throw new ProblemException(Problem.of(
                        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                        "definition-too-large",
                        "The definition is too large",
                        "a definition has at most " + MAX_DEFINITION + " bytes"));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new InvalidDefinitionException(
                    List.of(new DefinitionProblem("", "the text is not UTF-8", "the definition in UTF-8")));
        } catch (IOException gone) {
            throw clientGone(gone);
        }
    }

    /** An answer that nobody reads. */
    static ProblemException clientGone(Exception cause) {
        return new ProblemException(Problem.of(
                HttpStatus.BAD_REQUEST,
                "body-cut-off",
                "The body ended too early",
                "the connection ended within the body: " + cause.getMessage()));
    }
}

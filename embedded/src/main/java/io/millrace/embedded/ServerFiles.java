package io.millrace.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/** Writes the servers' configuration files, from those beside this class and what is only known now. */
final class ServerFiles {
    private ServerFiles() {}

    /** As it is. */
    static void copy(String resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(target, text(resource));
    }

    /** With each {@code ${key}} replaced. */
    static void fill(String resource, Map<String, String> values, Path target) throws IOException {
        String text = text(resource);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        if (text.contains("${")) {
            throw new IllegalStateException(resource + " has a key without a value");
        }
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    /** A properties file with more properties. */
    static void extend(String resource, Map<String, String> values, Path target) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(resource)) {
            properties.load(in);
        }
        properties.putAll(values);
        Files.createDirectories(target.getParent());
        try (OutputStream out = Files.newOutputStream(target)) {
            properties.store(out, "Written at each start: changes here are lost.");
        }
    }

    /** A properties file that only its owner can read. */
    static void confidential(Map<String, String> values, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        Files.createFile(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Properties properties = new Properties();
        properties.putAll(values);
        try (OutputStream out = Files.newOutputStream(target)) {
            properties.store(out, null);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = ServerFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("There is no " + resource + " beside " + ServerFiles.class);
        }
        return in;
    }
}

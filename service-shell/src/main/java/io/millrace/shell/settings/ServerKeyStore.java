package io.millrace.shell.settings;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;

/** What proves to clients who the service is: a file with a private key and its certificates. Judged at start, since the server itself says little of what is wrong with it. */
final class ServerKeyStore {
    private ServerKeyStore() {}

    /**
     * @param location {@code file:} and a path
     * @param type PKCS12 or JKS
     * @throws IllegalArgumentException if the server could not use it, with what is wrong
     */
    static void require(String location, String type, String password) {
        if (!location.startsWith("file:") || location.equals("file:")) {
            throw new IllegalArgumentException("no key store is named: set MILLRACE_TLS_KEYSTORE to its file");
        }
        Path file = path(location);
        KeyStore store;
        try (InputStream in = Files.newInputStream(file)) {
            store = KeyStore.getInstance(type);
            store.load(in, password.toCharArray());
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    file + " can't be read as " + type + " with this password: " + unreadable, unreadable);
        }
        requireKey(file, store, password);
    }

    private static Path path(String location) {
        String path = location.substring("file:".length());
        return path.startsWith("//") ? Path.of(URI.create(location)) : Path.of(path);
    }

    private static void requireKey(Path file, KeyStore store, String password) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password.toCharArray()) != null) {
                    return;
                }
            }
        } catch (GeneralSecurityException closed) {
            throw new IllegalArgumentException(
                    "the private key in " + file + " has another password than the file: " + closed, closed);
        }
        throw new IllegalArgumentException(file + " has no private key, only certificates");
    }
}

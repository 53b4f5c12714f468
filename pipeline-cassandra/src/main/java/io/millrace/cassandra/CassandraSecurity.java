package io.millrace.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the driver proves who it is to the cluster, and it to the driver.
 *
 * @param credentials of a role; empty = none are asked for
 * @param encryption empty = what is said can be read on its way
 */
public record CassandraSecurity(Optional<Credentials> credentials, Optional<Encryption> encryption) {
    /** Neither encrypted nor authenticated. */
    public static final CassandraSecurity NONE = new CassandraSecurity(Optional.empty(), Optional.empty());

    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String TLS = "tls";
    private static final String TRUSTSTORE = "truststore";
    private static final String KEYSTORE = "keystore";
    private static final String STORE_PASSWORD = "-password";
    private static final Set<String> KNOWN = Set.of(
            USERNAME, PASSWORD, TLS, TRUSTSTORE, TRUSTSTORE + STORE_PASSWORD, KEYSTORE, KEYSTORE + STORE_PASSWORD);

    /** Of a role of Cassandra. */
    public record Credentials(String username, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Credentials[username=" + username + "]";
        }
    }

    /**
     * TLS, with the name of each host checked.
     *
     * @param trusted whom to believe; empty = whom the JVM believes
     * @param own what proves who the driver is; empty = nothing does
     */
    public record Encryption(Optional<Store> trusted, Optional<Store> own) {}

    /** A file of certificates or keys, that can be read. */
    public record Store(Path file, String password) {
        public Store {
            String type = file.toString().endsWith(".jks") ? "JKS" : "PKCS12";
            try (InputStream in = Files.newInputStream(file)) {
                KeyStore.getInstance(type).load(in, password.toCharArray());
            } catch (IOException | GeneralSecurityException unreadable) {
                throw new IllegalArgumentException(file + " can't be read as " + type + ": " + unreadable, unreadable);
            }
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Store[file=" + file + "]";
        }
    }

    /**
     * Reads it from a file of properties: {@code username} and {@code password}; {@code tls=true}, with {@code truststore}, {@code
     * truststore-password}, {@code keystore} and {@code keystore-password}.
     *
     * @throws IllegalArgumentException if it can't be used, with everything that is wrong
     */
    public static CassandraSecurity read(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("the file can't be read: " + unreadable, unreadable);
        }
        return of(properties);
    }

    private static CassandraSecurity of(Properties properties) {
        List<String> problems = new ArrayList<>();
        TreeSet<String> others = new TreeSet<>(properties.stringPropertyNames());
        others.removeAll(KNOWN);
        if (!others.isEmpty()) {
            problems.add("only " + String.join(", ", new TreeSet<>(KNOWN)) + " can be set, not "
                    + String.join(", ", others));
        }
        Optional<String> username = Optional.ofNullable(properties.getProperty(USERNAME));
        Optional<String> password = Optional.ofNullable(properties.getProperty(PASSWORD));
        if (username.isPresent() != password.isPresent()) {
            problems.add("username and password are set together or not at all");
        }
        String encrypted = properties.getProperty(TLS, "false").strip();
        // What is meant to be encrypted must not go unencrypted for a misspelling.
        if (!encrypted.equals("true") && !encrypted.equals("false")) {
            problems.add("tls = '" + encrypted + "': true or false");
        }
        boolean hasStores = properties.containsKey(TRUSTSTORE) || properties.containsKey(KEYSTORE);
        if (encrypted.equals("false") && hasStores) {
            problems.add("a truststore or keystore means nothing without tls=true");
        }
        Optional<Store> trusted = store(TRUSTSTORE, properties, problems);
        Optional<Store> own = store(KEYSTORE, properties, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return new CassandraSecurity(
                username.map(name -> new Credentials(name, password.orElseThrow())),
                encrypted.equals("true") ? Optional.of(new Encryption(trusted, own)) : Optional.empty());
    }

    private static Optional<Store> store(String name, Properties properties, List<String> problems) {
        String password = name + STORE_PASSWORD;
        Optional<String> file = Optional.ofNullable(properties.getProperty(name));
        if (file.isEmpty()) {
            if (properties.containsKey(password)) {
                problems.add(password + " means nothing without " + name);
            }
            return Optional.empty();
        }
        try {
            return Optional.of(new Store(Path.of(file.get()), properties.getProperty(password, "")));
        } catch (IllegalArgumentException unreadable) {
            problems.add(name + " with " + password + ": " + unreadable.getMessage());
            return Optional.empty();
        }
    }
}

package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that is submitted to Spark, beside Spark's own jars. */
class OneJarIT {
    private static final String RELOCATED = "io.millrace.batch.libraries.";

    private final Path jar = Installation.fromSystemProperty().recomputeJar();
    private final List<Path> stock = stock();

    private static List<Path> stock() {
        Path jars = Installation.fromSystemProperty().home().resolve("lib/spark-server/jars");
        try (Stream<Path> files = Files.list(jars)) {
            return files.toList();
        } catch (IOException missing) {
            throw new AssertionError("no stock jars", missing);
        }
    }

    @Test
    void shouldHoldNoClassOfSparkAndOnlyRenamedLibraries() throws IOException {
        // Given
        Set<String> ofSpark = new HashSet<>();
        for (Path each : stock) {
            ofSpark.addAll(classes(each));
        }

        // When
        Set<String> ours = classes(jar);

        // Then
        assertThat(ofSpark).hasSizeGreaterThan(10_000);
        assertThat(ours).hasSizeGreaterThan(5_000);
        // An assertion on both sets would compare each class with each: minutes.
        Set<String> inBoth = new HashSet<>(ours);
        inBoth.retainAll(ofSpark);
        assertThat(inBoth).isEmpty();
        assertThat(ours).allMatch(name -> name.startsWith("io/millrace/"));
    }

    /** What Kafka compresses with is native code, which can't be renamed: it is Spark's. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void shouldReadWhatKafkaCompressedWithTheLibrariesOfSpark(String codec) throws Exception {
        // Given
        byte[] text = "what is compressed ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        try (URLClassLoader loader = besideSpark()) {
            Class<?> compression = loader.loadClass(RELOCATED + "org.apache.kafka.common.compress.Compression");
            Class<?> type = loader.loadClass(RELOCATED + "org.apache.kafka.common.record.internal.CompressionType");
            Class<?> bytesOut = loader.loadClass(RELOCATED + "org.apache.kafka.common.utils.ByteBufferOutputStream");
            Class<?> buffers = loader.loadClass(RELOCATED + "org.apache.kafka.common.utils.BufferSupplier");
            Object builder = compression
                    .getMethod("of", type)
                    .invoke(null, type.getMethod("forName", String.class).invoke(null, codec));
            Object chosen = publicMethod(loader, "org.apache.kafka.common.compress.Compression$Builder", "build")
                    .invoke(builder);
            Object target = bytesOut.getConstructor(int.class).newInstance(512);

            // When
            try (OutputStream out = (OutputStream)
                    compression.getMethod("wrapForOutput", bytesOut, byte.class).invoke(chosen, target, (byte) 2)) {
                out.write(text);
            }
            ByteBuffer written = (ByteBuffer) bytesOut.getMethod("buffer").invoke(target);
            written.flip();
            int compressed = written.remaining();
            byte[] read;
            try (InputStream in = (InputStream) compression
                    .getMethod("wrapForInput", ByteBuffer.class, byte.class, buffers)
                    .invoke(
                            chosen,
                            written,
                            (byte) 2,
                            buffers.getMethod("create").invoke(null))) {
                read = in.readAllBytes();
            }

            // Then
            assertThat(read).isEqualTo(text);
            assertThat(compressed).isLessThan(text.length / 4);
        }
    }

    /** They name Kafka's login modules as its documentation does. */
    @Test
    void shouldTakeTheSecurityOfKafkaAsUsersWriteIt(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("kafka.properties"), """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="a" password="b";
                """);
        Thread thread = Thread.currentThread();
        ClassLoader ours = thread.getContextClassLoader();
        try (URLClassLoader loader = besideSpark()) {
            // Where Java looks for login modules.
            thread.setContextClassLoader(loader);

            // When
            Object security = loader.loadClass("io.millrace.kafka.topic.KafkaSecurity")
                    .getMethod("read", String.class)
                    .invoke(null, file.toString());

            // Then
            assertThat(security).hasToString("KafkaSecurity[sasl.jaas.config, sasl.mechanism, security.protocol]");
        } finally {
            thread.setContextClassLoader(ours);
        }
    }

    private URLClassLoader besideSpark() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path each : stock) {
            urls.add(each.toUri().toURL());
        }
        urls.add(jar.toUri().toURL());
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Method publicMethod(ClassLoader loader, String type, String name)
            throws ClassNotFoundException, NoSuchMethodException {
        return loader.loadClass(RELOCATED + type).getMethod(name);
    }

    private static Set<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<String> names = new HashSet<>();
            file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class")
                            && !name.startsWith("META-INF/")
                            && !name.equals("module-info.class"))
                    .forEach(names::add);
            return names;
        }
    }
}

package io.millrace.embedded.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes that a child JVM loads, parsed and verified, in a file that its next start maps into memory: that start takes half the time. The file is made of
 * the first run, when that is to be stopped, since the JVM stands still for seconds while it writes it, and serves all data folders of an installation. It is named by what the classes come from, so one that does not fit is
 * never used. Source: JDK 17, {@code java} command, application class data sharing; {@code jcmd VM.cds}.
 */
final class ClassArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ClassArchives all;
    private final String name;
    private final Path file;

    private ClassArchive(ClassArchives all, String name, Path file) {
        this.all = all;
        this.name = name;
        this.file = file;
    }

    /**
     * @param classPath as the child is given it
     */
    static ClassArchive of(ClassArchives all, String name, List<Path> classPath) throws IOException {
        StringBuilder origin = new StringBuilder(System.getProperty("java.vm.version"));
        for (Path entry : classPath) {
            origin.append('\n')
                    .append(entry)
                    .append(' ')
                    .append(Files.size(entry))
                    .append(' ')
                    .append(Files.getLastModifiedTime(entry).toMillis());
        }
        return new ClassArchive(all, name, all.folder().resolve(name + "-" + digest(origin.toString()) + ".jsa"));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What the JVM has to be told: to use the archive, or to make one possible. */
    List<String> options() {
        // A JVM that can't use it goes on without, and need not tell the child's log.
        return Files.exists(file)
                ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
                : List.of("-XX:+RecordDynamicDumpInfo");
    }

    /**
     * Makes it, if it is missing, of a JVM that runs with {@link #options}. Waits until no other does so: each takes seconds of a core. Only saves time, so a failure is
     * logged and no more.
     */
    void write(long pid) throws InterruptedException {
        all.turn().lockInterruptibly();
        try {
            if (!Files.exists(file)) {
                writeNow(pid);
            }
        } catch (IOException failed) {
            LOG.info("child={} the next start will not be faster: {}", name, failed.toString());
        } finally {
            all.turn().unlock();
        }
    }

    private void writeNow(long pid) throws IOException, InterruptedException {
        Files.createDirectories(all.folder());
        Path written = all.folder().resolve(name + "." + pid + ".writing");
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "VM.cds",
                        "dynamic_dump",
                        written.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            boolean ended = jcmd.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || jcmd.exitValue() != 0 || !Files.exists(written)) {
                throw new IOException(ended ? "jcmd ended with " + jcmd.exitValue() : "jcmd did not end");
            }
            deleteFormer();
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            jcmd.destroyForcibly();
            Files.deleteIfExists(written);
        }
    }

    /** Leaves one of those of other class paths: tests and the command line may take turns. A JVM that has a deleted one mapped keeps it. */
    private void deleteFormer() throws IOException {
        try (Stream<Path> files = Files.list(all.folder())) {
            List<Path> former = files.filter(
                            each -> each.getFileName().toString().matches(name + "-\\p{XDigit}+\\.jsa"))
                    .sorted(Comparator.comparing((Path each) -> each.toFile().lastModified())
                            .reversed())
                    .skip(1)
                    .toList();
            for (Path each : former) {
                Files.deleteIfExists(each);
            }
        }
    }
}

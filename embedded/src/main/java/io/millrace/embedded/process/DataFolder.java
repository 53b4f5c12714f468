package io.millrace.embedded.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that holds all state, and where in it each child keeps what.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {
    /** As {@link Throwable#printStackTrace()} and logging print them. */
    private static final Pattern STACK_FRAME = Pattern.compile("\\s+(at [\\w.$]+[/.(]|\\.\\.\\. \\d+ )");

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** What the child keeps; also its working directory. */
    public Path home(String name) {
        return root.resolve(name);
    }

    /** The child's standard output and error, over all its runs. */
    public Path log(String name) {
        return root.resolve("log").resolve(name + ".log");
    }

    /** Exists while the child runs; holds its process id in decimal. */
    public Path pidFile(String name) {
        return runFolder().resolve(name + ".pid");
    }

    /** Emptied before each start of the child: a killed JVM leaves the native libraries that it unpacked. */
    public Path temporary(String name) {
        return root.resolve("tmp").resolve(name);
    }

    Path runFolder() {
        return root.resolve("run");
    }

    /** On the command line of every child, so that a process id can be told to be ours. */
    String marker() {
        return "-Dmillrace.data=" + root;
    }

    /** The last lines of the child's log, oldest first; none if it has not written yet. Frames of stack traces are left out: they push out of sight what they are about. */
    public List<String> lastLogLines(String name, int count) {
        // Latin-1 maps every byte to a character, so a line cut off inside a character can't fail here.
        try (Stream<String> lines = Files.lines(log(name), StandardCharsets.ISO_8859_1)) {
            List<String> tail = new ArrayList<>();
            lines.filter(line -> !STACK_FRAME.matcher(line).lookingAt()).forEach(line -> {
                if (tail.size() == count) {
                    tail.remove(0);
                }
                tail.add(line);
            });
            return tail;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new EmbeddedException("The log " + log(name) + " can't be read", e);
        }
    }

    public static void deleteRecursively(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the jars of everything that runs are.
 *
 * @param home holds {@code lib/<component>/*.jar}
 */
public record Installation(Path home) {
    /** The system property that holds {@link #home}; the launcher and the build set it. */
    public static final String PROPERTY = "millrace.installation";

    private static final String CURE = " Build it with: ./mvnw package -Pquick";

    public Installation {
        home = home.toAbsolutePath().normalize();
    }

    /** The one that {@link #PROPERTY} names. */
    public static Installation fromSystemProperty() {
        String home = System.getProperty(PROPERTY);
        if (home == null) {
            throw new EmbeddedException(
                    "The system property " + PROPERTY + " does not say where the installation is." + CURE);
        }
        return new Installation(Path.of(home));
    }

    /** The component's jars, sorted, so that the class path has the same text each time. */
    public List<Path> classPath(Component component) {
        return jars(component.title(), home.resolve("lib").resolve(component.installedAs()));
    }

    /** What Spark calls its home: a folder with its jars in {@code jars}. */
    Path sparkHome() {
        return home.resolve("lib").resolve("spark-server");
    }

    /** Spark's jars, as its distribution has them. */
    List<Path> sparkJars() {
        return jars("spark", sparkHome().resolve("jars"));
    }

    /** The recompute, as one jar for Spark. */
    public Path recomputeJar() {
        List<Path> jars = jars("batch-recompute", home.resolve("lib").resolve("batch-recompute"));
        if (jars.size() > 1) {
            throw new EmbeddedException("The installation has more than one batch-recompute: " + jars);
        }
        return jars.get(0);
    }

    private static List<Path> jars(String title, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw missing(title, folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw missing(title, folder);
            }
            return jars;
        } catch (IOException e) {
            throw new EmbeddedException("The installation's folder " + folder + " can't be read: " + e, e);
        }
    }

    /** Where what makes the next start faster is kept: it depends on the jars and on nothing else. */
    Path classArchives() {
        return home.resolve("class-archives");
    }

    private static EmbeddedException missing(String title, Path folder) {
        return new EmbeddedException("The installation lacks " + title + ": no jars in " + folder + "." + CURE);
    }
}

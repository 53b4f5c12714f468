package io.millrace.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts the data of examples where their sources look for it.
 *
 * @param examples the folder of all examples
 * @param sources the folder that holds a folder a tenant
 * @param libraries where a Kafka client lies, a class path
 * @param kafka its address
 */
public record ExampleData(Path examples, Path sources, String libraries, String kafka) {
    /** Of the sample of gpon; all others, and what names none, are the other tenant's. */
    private static final Set<String> PROVINCES_OF_THE_NORTH = Set.of("BJB", "SHS", "ZJH");

    private static final int PROVINCE_LENGTH = 3;

    /**
     * Returns when it is there for the sources of a tenant; what is fetched by request needs nothing.
     *
     * @throws IllegalStateException if it can't be put there
     */
    public void provide(Example example, String tenant) throws IOException, InterruptedException {
        Path folder = examples.resolve(example.title());
        switch (example) {
            case GPON -> drop(tenant, part(tenant, Files.readAllLines(folder.resolve("sample.csv"))));
            case ENERGY -> {
                Path file = Files.createDirectories(sources.resolve(tenant)).resolve("energy.csv");
                Files.copy(folder.resolve("sample.csv"), file, StandardCopyOption.REPLACE_EXISTING);
            }
            case EVENTS -> produce(folder);
            case COMPANIES, USERS -> {}
        }
    }

    static List<String> part(String tenant, List<String> lines) {
        boolean north = tenant.equals("north");
        return Stream.concat(
                        lines.stream().limit(1), lines.stream().skip(1).filter(line -> north == isOfTheNorth(line)))
                .toList();
    }

    private static boolean isOfTheNorth(String line) {
        return line.length() >= PROVINCE_LENGTH && PROVINCES_OF_THE_NORTH.contains(line.substring(0, PROVINCE_LENGTH));
    }

    /** A source takes a file by its ending, so it has another until it is whole. */
    private void drop(String tenant, List<String> lines) throws IOException {
        Path folder = Files.createDirectories(sources.resolve(tenant).resolve("gpon"));
        Path part = Files.write(folder.resolve("sample.part"), lines, StandardCharsets.UTF_8);
        Files.move(part, folder.resolve("sample.csv"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** With a plain Kafka client, which knows nothing of Millrace. */
    private void produce(Path folder) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        libraries,
                        folder.resolve("Produce.java").toString(),
                        folder.resolve("sample.ndjson").toString(),
                        kafka)
                .redirectErrorStream(true)
                .start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (client.waitFor() != 0) {
            throw new IllegalStateException("The client of example events did not write its topic. It says: " + said);
        }
    }
}

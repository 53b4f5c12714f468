package io.millrace.embedded.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests supervise: makes the file that its first argument names, then does what its second says. */
public final class TinyMain {
    private TinyMain() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("tiny: " + arguments[1]);
        switch (arguments[1]) {
            case "run" -> {
                Files.createFile(Path.of(arguments[0]));
                Thread.sleep(Long.MAX_VALUE);
            }
            case "never-ready" -> Thread.sleep(Long.MAX_VALUE);
            case "die" -> System.exit(7);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }
}

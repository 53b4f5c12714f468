package io.millrace.embedded.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every child: it runs the real one, and ends the JVM (with its shutdown hooks) when standard input
 * ends. The supervisor holds the other end and never writes: it ends when the supervisor stops the child, or is gone,
 * however it went.
 */
public final class Leash {
    private Leash() {}

    /** The first argument is the real main class, the others are its own. */
    public static void main(String[] arguments) throws Throwable {
        InputStream leash = System.in;
        Thread watch = new Thread(() -> exitAtEndOf(leash), "leash");
        watch.setDaemon(true);
        watch.start();
        System.setIn(InputStream.nullInputStream());
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void exitAtEndOf(InputStream leash) {
        try {
            while (leash.read() != -1) {
                // Nothing is ever sent; only the end counts.
            }
        } catch (IOException e) {
            System.err.println("The supervisor can't be watched any more: " + e);
        }
        System.err.println("The supervisor let go: stopping");
        Runtime.getRuntime().exit(0);
    }
}

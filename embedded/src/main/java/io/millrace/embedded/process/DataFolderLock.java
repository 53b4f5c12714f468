package io.millrace.embedded.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Held while a supervisor works on a data folder: a second one is refused. The kernel releases it when its holder dies. */
final class DataFolderLock implements AutoCloseable {
    /**
     * What this process holds. A file lock belongs to the process and is lost when *any* of its channels on the file is
     * closed, so a second attempt within the process must be refused before it opens one: hence process-wide state.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DataFolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DataFolderLock acquire(DataFolder folder) {
        Path file = folder.runFolder().resolve("lock");
        if (!HELD.add(file)) {
            throw inUse(folder, "by this process");
        }
        boolean acquired = false;
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw inUse(folder, "by process " + Files.readString(file).strip());
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
                acquired = true;
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
            return new DataFolderLock(file, channel);
        } catch (IOException e) {
            throw new EmbeddedException("The data folder " + folder.root() + " can't be used: " + e, e);
        } finally {
            if (!acquired) {
                HELD.remove(file);
            }
        }
    }

    private static EmbeddedException inUse(DataFolder folder, String by) {
        return new EmbeddedException("The data folder " + folder.root() + " is in use " + by
                + ". Stop that one first, or give this one a folder of its own (--data-dir, and --port-offset).");
    }

    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new EmbeddedException("The lock " + file + " can't be released", e);
        } finally {
            HELD.remove(file);
        }
    }
}

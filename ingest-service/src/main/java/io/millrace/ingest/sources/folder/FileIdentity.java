package io.millrace.ingest.sources.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What tells one file from another, also on another machine that sees the same folder.
 *
 * @param name within the folder
 * @param size in bytes
 * @param modifiedAt ms since the epoch
 */
record FileIdentity(String name, long size, long modifiedAt) {
    /** Of what is there now; empty if there is no such regular file. A link is none: it may lead anywhere. */
    static Optional<FileIdentity> of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new FileIdentity(
                            String.valueOf(file.getFileName()),
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()))
                    : Optional.empty();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}

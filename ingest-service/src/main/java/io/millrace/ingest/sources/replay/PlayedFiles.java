package io.millrace.ingest.sources.replay;

import io.millrace.ingest.sources.folder.TenantFolder;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RecordFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files that are played, by name.
 *
 * @param identity of all: another if one of them changes
 */
record PlayedFiles(List<RecordFile> files, String identity) {
    PlayedFiles {
        files = List.copyOf(files);
    }

    /**
     * @throws IOException also if there is none
     */
    static PlayedFiles find(TenantFolder place, boolean isFolder, ReaderOptions options) throws IOException {
        Path found = place.find();
        List<Path> paths = new ArrayList<>();
        if (isFolder) {
            try (Stream<Path> listing = Files.list(found)) {
                listing.filter(path -> !path.getFileName().toString().startsWith("."))
                        .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .sorted()
                        .forEach(paths::add);
            }
        } else {
            paths.add(found);
        }
        List<RecordFile> files = new ArrayList<>();
        StringBuilder identity = new StringBuilder();
        for (Path path : paths) {
            String name = path.getFileName().toString();
            RecordFile.formatOf(name).ifPresent(format -> files.add(new RecordFile(path, format, options)));
            identity.append(name)
                    .append(' ')
                    .append(Files.size(path))
                    .append(' ')
                    .append(Files.getLastModifiedTime(path).toMillis())
                    .append('\n');
        }
        if (files.isEmpty()) {
            throw new IOException(place.path() + " has no file whose name ends with .csv or .ndjson");
        }
        byte[] text = identity.toString().getBytes(StandardCharsets.UTF_8);
        return new PlayedFiles(files, UUID.nameUUIDFromBytes(text).toString());
    }
}

package io.millrace.stream.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.topic.RowPartitioner;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartialBundlesTest {
    private static final int PARTITIONS = 4;

    private final List<byte[]> sentKeys = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final PartialBundles bundles = new PartialBundles(PARTITIONS, (key, value) -> {
        sentKeys.add(key);
        sent.add(value);
    });

    private static ByteWriter bytes(String text) {
        ByteWriter out = new ByteWriter();
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return out;
    }

    private static List<String> read(byte[] bundle) {
        List<String> entries = new ArrayList<>();
        PartialBundles.read(
                bundle,
                (key, value) -> entries.add(new String(key.readBytes(key.remaining()), StandardCharsets.UTF_8) + "="
                        + new String(value.readBytes(value.remaining()), StandardCharsets.UTF_8)));
        return entries;
    }

    @Test
    void shouldSendWhatWasAddedOnceAndToThePartitionOfItsKey() {
        // Given
        List<String> added = new ArrayList<>();
        for (int number = 0; number < 1_000; number++) {
            bundles.add(bytes("key-" + number), bytes(number % 10 == 0 ? "" : "value-" + number));
            added.add("key-" + number + "=" + (number % 10 == 0 ? "" : "value-" + number));
        }

        // When
        bundles.flush();
        bundles.flush();

        // Then
        List<String> received = new ArrayList<>();
        Map<String, Integer> partitionOf = new HashMap<>();
        for (int index = 0; index < sent.size(); index++) {
            int partition = RowPartitioner.partitionByKey(sentKeys.get(index), PARTITIONS);
            for (String entry : read(sent.get(index))) {
                received.add(entry);
                partitionOf.put(entry.substring(0, entry.indexOf('=')), partition);
            }
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(added);
        assertThat(sent).hasSize(PARTITIONS);
        partitionOf.forEach((key, partition) -> assertThat(
                        PartialBundles.partitionOf(bytes(key).array(), key.length(), PARTITIONS))
                .isEqualTo(partition));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(Collections.frequency(partitionOf.values(), partition))
                    .as("groups are spread evenly")
                    .isBetween(200, 300);
        }
    }

    @Test
    void shouldSendBundlesAsTheyFillAndAPartialAggregateThatIsLargerAlone() {
        // Given
        ByteWriter key = bytes("key");
        ByteWriter large = bytes("x".repeat(100_000));
        ByteWriter half = bytes("y".repeat(40_000));

        // When
        bundles.add(key, half);
        bundles.add(key, half);
        bundles.add(key, large);
        bundles.add(key, half);
        bundles.flush();

        // Then
        assertThat(sent).hasSize(4);
        assertThat(sent.stream().mapToInt(bundle -> read(bundle).size())).containsExactly(1, 1, 1, 1);
    }

    @Test
    void shouldForgetWhatWasDiscarded() {
        // Given
        bundles.add(bytes("lost"), bytes("1"));

        // When
        bundles.discard();
        bundles.add(bytes("kept"), bytes("2"));
        bundles.flush();

        // Then
        assertThat(sent).hasSize(1);
        assertThat(read(sent.get(0))).containsExactly("kept=2");
    }

    @Test
    void shouldRefuseALengthPastTheEnd() {
        // Given
        bundles.add(bytes("key"), bytes("value"));
        bundles.flush();
        byte[] cut = Arrays.copyOf(sent.get(0), sent.get(0).length - 1);

        // When / Then
        assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedBytesException.class);
    }
}

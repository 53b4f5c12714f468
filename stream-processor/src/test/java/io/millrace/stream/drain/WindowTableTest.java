package io.millrace.stream.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WindowTableTest {
    private final WindowTable<String, Integer> table = new WindowTable<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldFindByASliceOfAnArray() {
        // Given
        table.add("owner", 5, bytes("group"), 1);
        byte[] around = bytes("..group..");
        // When / Then
        assertThat(table.get("owner", 5, around, 2, 5)).isEqualTo(1);
        assertThat(table.get("owner", 5, around, 2, 4)).isNull();
        assertThat(table.get("owner", 5, around, 2, 6)).isNull();
        assertThat(table.get("owner", 6, around, 2, 5)).isNull();
        assertThat(table.get("other", 5, around, 2, 5)).isNull();
    }

    @Test
    void shouldTellTheEmptyGroupFromZeroBytes() {
        // Given
        table.add("owner", 0, new byte[0], 1);
        table.add("owner", 0, new byte[] {0}, 2);
        table.add("owner", 0, new byte[8], 3);
        // When / Then
        assertThat(table.get("owner", 0, new byte[9], 0, 0)).isEqualTo(1);
        assertThat(table.get("owner", 0, new byte[9], 0, 1)).isEqualTo(2);
        assertThat(table.get("owner", 0, new byte[9], 0, 8)).isEqualTo(3);
        assertThat(table.get("owner", 0, new byte[9], 0, 9)).isNull();
    }

    @Test
    void shouldAgreeWithAMapOverManyRounds() {
        // Given
        Random random = new Random(1);
        String[] owners = {"one", "two"};
        for (int round = 0; round < 20; round++) {
            Map<String, Integer> truth = new HashMap<>();
            List<Integer> order = new ArrayList<>();
            // When
            for (int index = 0; index < random.nextInt(3_000); index++) {
                String owner = owners[random.nextInt(2)];
                long window = random.nextInt(5) - 2L;
                byte[] group = bytes("g" + random.nextInt(500));
                String key = owner + window + new String(group, StandardCharsets.UTF_8);
                assertThat(table.get(owner, window, group, 0, group.length)).isEqualTo(truth.get(key));
                if (truth.putIfAbsent(key, index) == null) {
                    table.add(owner, window, group, index);
                    order.add(index);
                }
            }
            // Then
            assertThat(table.size()).isEqualTo(truth.size());
            assertThat(table.entries().stream().map(WindowTable.Entry::value).toList())
                    .isEqualTo(order);
            table.clear();
            assertThat(table.size()).isZero();
        }
    }
}

package io.millrace.writer.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law of the writer: whatever happens, in whatever order, the committed offset never passes a record whose row is neither in the table (in
 * that revision or a greater one) nor a dead letter; and when all is well again, everything gets there.
 */
class SinkLoopRandomTest {
    private static final int KEYS = 12;
    private static final int STEPS = 120;

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverCommitPastARecordThatIsNotDurable(long seed) {
        // Given
        Random random = new Random(seed);
        LoopFixture fixture = new LoopFixture(
                Limits.DEFAULT
                        .withBatches(1 + random.nextInt(5), 1000, 1 + random.nextInt(4))
                        .withHeld(5 + random.nextInt(20), 1000),
                seed);
        fixture.table().refuse("p0:3");
        fixture.table().refuse("p1:7");
        List<List<TestRow>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        fixture.assign(0, 1);
        long revision = 0;

        // When
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> {
                    int partition = random.nextInt(2);
                    TestRow row = new TestRow(
                            "p" + partition + "-" + random.nextInt(3),
                            "p" + partition + ":" + random.nextInt(KEYS),
                            ++revision);
                    sent.get(partition).add(row);
                    fixture.send(partition, row);
                }
                case 4, 5, 6 -> answerOne(fixture, random);
                case 7, 8 -> timeOutOne(fixture, random);
                case 9, 10 -> fixture.delays().runAll();
                case 11 -> fixture.deadLetters().failTimes(random.nextInt(3));
                case 12 -> assignSome(fixture, random);
                default -> fixture.step();
            }
            // Then
            assertNothingIsPassed(fixture, sent);
        }

        // When
        fixture.assign(0, 1);
        // When
        for (int round = 0; round < 200; round++) {
            fixture.table().answerAll();
            fixture.delays().runAll();
            fixture.step();
        }
        // Then
        assertNothingIsPassed(fixture, sent);
        assertThat(fixture.committed(0)).isEqualTo(sent.get(0).size());
        assertThat(fixture.committed(1)).isEqualTo(sent.get(1).size());
    }

    private static void answerOne(LoopFixture fixture, Random random) {
        if (!fixture.table().unanswered().isEmpty()) {
            fixture.table().answer(random.nextInt(fixture.table().unanswered().size()));
        }
    }

    private static void timeOutOne(LoopFixture fixture, Random random) {
        if (!fixture.table().unanswered().isEmpty()) {
            fixture.table().timeOut(random.nextInt(fixture.table().unanswered().size()), random.nextBoolean());
        }
    }

    private static void assignSome(LoopFixture fixture, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> fixture.assign(0);
            case 1 -> fixture.assign(1);
            default -> fixture.assign(0, 1);
        }
    }

    private static void assertNothingIsPassed(LoopFixture fixture, List<List<TestRow>> sent) {
        for (int partition = 0; partition < sent.size(); partition++) {
            long committed = fixture.committed(partition);
            for (TestRow row : sent.get(partition).subList(0, (int) committed)) {
                boolean durable = fixture.table().revisions().getOrDefault(row.key(), -1L) >= row.revision();
                assertThat(durable || fixture.deadLetters().hold(row))
                        .as("%s of partition %d, committed up to %d", row, partition, committed)
                        .isTrue();
            }
        }
    }
}

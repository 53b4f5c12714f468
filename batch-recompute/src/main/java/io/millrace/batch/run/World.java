package io.millrace.batch.run;

import java.time.Clock;

/** What a run works with. */
public record World(
        Timelines timelines,
        Feeds feeds,
        Offsets offsets,
        Engine engine,
        RunLog runs,
        Imports imports,
        Uploads uploads,
        Proofs proofs,
        Clock clock,
        Pause pause) {}

package io.millrace.query.service;

import io.millrace.kafka.tenants.TenantsView;
import io.millrace.query.answer.AlertQuestions;
import io.millrace.query.answer.DeadLetterQuestions;
import io.millrace.query.answer.Questions;
import io.millrace.query.answer.RunQuestions;
import io.millrace.query.answer.SourceRunQuestions;
import io.millrace.query.answer.TableQuestions;
import io.millrace.query.live.RowChanges;
import io.millrace.query.read.ProofReader;
import io.millrace.shell.life.Readiness;

/** What the service answers from: definitions and progress out of Kafka, rows out of Cassandra. Thread-safe. */
interface Backends extends Readiness {
    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    Questions questions();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    AlertQuestions alerts();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    TableQuestions tables();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    DeadLetterQuestions deadLetters();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    RunQuestions runs();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    SourceRunQuestions sourceRuns();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    ProofReader proofs();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    RowChanges changes();

    /**
     * @throws io.millrace.shell.life.NotReadyException while they are being reached
     */
    TenantsView tenants();
}

"""Keeps the history of pipelines trustworthy: each night parts of windows are put together, and a sample is proved to be what events say.

The tasks run the same commands that a person would, on a machine that has them. See README.md beside this file.
"""

from __future__ import annotations

import os
import shlex
from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator

# How the command is called: a path, or "kubectl exec ... -- millrace", or "docker compose run ... millrace".
COMMAND = os.environ.get("MILLRACE_COMMAND", "millrace")

# tenant/pipeline, separated by commas. From the environment and not from a Variable, since each parse of this file reads it.
PIPELINES = [name.strip() for name in os.environ.get("MILLRACE_PIPELINES", "").split(",") if name.strip()]

if not PIPELINES:
    # Said where Airflow shows it: a night without tasks would be a success.
    raise ValueError("MILLRACE_PIPELINES is not set where Airflow reads this file: name pipelines, as tenant/pipeline, separated by commas")

# Where it runs: what Spark says of a run is in .millrace/spark/log there. Without one, in a folder that Airflow deletes with the task.
FOLDER = os.environ.get("MILLRACE_FOLDER")

DAYS = int(os.environ.get("MILLRACE_HISTORY_DAYS", "7"))
SAMPLE = int(os.environ.get("MILLRACE_RECONCILE_SAMPLE", "200"))


def command(verb: str, pipeline: str, *options: str) -> str:
    """A command over the last days up to the end of the run's data interval."""
    tenant, name = pipeline.split("/")
    words = [*shlex.split(COMMAND), verb, tenant, name, *options]
    # Airflow fills these in when the task runs: they are no text of ours to be quoted.
    start = "{{ (data_interval_end - macros.timedelta(days=%d)).strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ') }}" % DAYS
    end = "{{ data_interval_end.strftime('%Y-%m-%dT%H:%M:%SZ') }}"
    return " ".join(shlex.quote(word) for word in words) + f" --from {start} --to {end}"


# The night's own: a retry must look at the same windows, or it would most likely miss one that was wrong, and pass.
SEED = " --seed {{ data_interval_end.int_timestamp }}"


with DAG(
    dag_id="millrace_history",
    description="Puts parts of windows together and proves a sample of them.",
    doc_md=__doc__,
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    # Each run looks at the last days anyway: those that were missed need no runs of their own.
    catchup=False,
    max_active_runs=1,
    # One Spark at a time is enough for a night.
    max_active_tasks=1,
    # A run that failed leaves nothing behind that readers see, so it can be run again. What is wrong stays wrong, and fails again.
    default_args={"retries": 1, "retry_delay": timedelta(minutes=5), "execution_timeout": timedelta(hours=4)},
    tags=["millrace"],
) as dag:
    # Airflow judges a run by its last tasks: by this one, for which nothing may have failed, neither compaction.
    all_is_well = EmptyOperator(task_id="all_is_well")
    for pipeline in PIPELINES:
        task = pipeline.replace("/", ".")
        compact = BashOperator(
            task_id=f"compact.{task}",
            bash_command=command("compact", pipeline),
            cwd=FOLDER,
            append_env=True,
        )
        # Also when compaction failed: then a proof matters more, not less.
        reconcile = BashOperator(
            task_id=f"reconcile.{task}",
            bash_command=command("reconcile", pipeline, "--sample", str(SAMPLE)) + SEED,
            cwd=FOLDER,
            append_env=True,
            trigger_rule="all_done",
        )
        compact >> reconcile
        [compact, reconcile] >> all_is_well

"""What is measured: each module is one section of the table, and gives its rows.

`SECTIONS` maps the names that `--rows` takes to the modules, in the order of the table.
"""

from airlock_bench.rows import (
    applications,
    asleep,
    components,
    engine_alone,
    latency,
    memory,
    neighbours,
    starting,
    static_files,
    tenants,
    throughput,
    trusted,
)

SECTIONS = {
    "throughput": throughput,
    "latency": latency,
    "engine": engine_alone,
    "components": components,
    "applications": applications,
    "memory": memory,
    "neighbours": neighbours,
    "tenants": tenants,
    "trusted": trusted,
    "asleep": asleep,
    "starting": starting,
    "static": static_files,
}

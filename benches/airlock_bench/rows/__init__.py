"""What is measured: each module is one section of the table, and gives its rows, or its curves.

`SECTIONS` maps the names that `--rows` takes to the modules, in the order of the table. A module says what it is called
(`TITLE`), whom it measures against (`PEERS`) and about how long it takes in a whole run on an idle machine (`SECONDS`).
"""

from airlock_bench.rows import (
    applications,
    asleep,
    components,
    connections,
    engine_alone,
    growth_handlers,
    growth_sandboxes,
    growth_tenants,
    latency,
    memory,
    neighbours,
    percentiles,
    starting,
    static_files,
    tenants,
    throughput,
    trusted,
)

SECTIONS = {
    "throughput": throughput,
    "connections": connections,
    "latency": latency,
    "percentiles": percentiles,
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
    "growth-handlers": growth_handlers,
    "growth-tenants": growth_tenants,
    "growth-sandboxes": growth_sandboxes,
}

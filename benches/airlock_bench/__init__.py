"""The benchmark of Airlock: ratios between two things measured in turn, in one run, on one machine.

`command` reads the options, `rows` holds what is measured, the `peers` are installed under the target folder, and
`table` prints. `docs/benchmarks.md` has the latest table and says how to read it.
"""

"""Behind tests/fuzz/run: the targets, their build, their runs, and the report."""

"""Tests of the benchmark's arithmetic; nothing is measured in them."""

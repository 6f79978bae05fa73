"""What the in-process engine needs beside `airlock_runtime`: many requests at once share one interpreter here."""

// Stands where web-platform-tests tell of their results.

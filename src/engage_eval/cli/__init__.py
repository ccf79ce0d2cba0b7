"""Command line: parse the words, call one action, print its result."""

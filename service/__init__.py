"""The doors: command line, HTTP, and the worker processes behind both."""

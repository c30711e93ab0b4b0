"""A local registry for tests and demonstrations: the PyPI, npm and NuGet protocols from a folder, with faults."""
